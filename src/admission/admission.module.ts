import { Module } from '@nestjs/common';
import { SearchModule } from '../search/search.module.js';
import { AdmissionResolver } from './admission.resolver.js';
import { AdmissionService } from './admission.service.js';

@Module({ imports: [SearchModule], providers: [AdmissionService, AdmissionResolver] })
export class AdmissionModule {}
