import { Module } from '@nestjs/common';
import { BlacklistResolver } from './blacklist.resolver.js';
import { BlacklistService } from './blacklist.service.js';

@Module({ providers: [BlacklistService, BlacklistResolver], exports: [BlacklistService] })
export class BlacklistModule {}
