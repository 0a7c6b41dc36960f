import { Global, Module } from '@nestjs/common';
import { SharingRepository } from './sharing.repository.js';

@Global()
@Module({ providers: [SharingRepository], exports: [SharingRepository] })
export class SharingModule {}
