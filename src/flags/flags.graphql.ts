import { registerEnumType } from '@nestjs/graphql';
import { SEVERITIES } from './flag-vocabulary.js';

export const SeverityEnum = Object.fromEntries(SEVERITIES.map((severity) => [severity, severity]));
registerEnumType(SeverityEnum, { name: 'Severity', description: 'How grave it is, from the least to the most.' });
