import { Module } from '@nestjs/common';
import { FlagCategories } from './flag-categories.js';
import { FlagsResolver } from './flags.resolver.js';

@Module({ providers: [FlagCategories, FlagsResolver], exports: [FlagCategories] })
export class FlagsModule {}
