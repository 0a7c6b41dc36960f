import { createUnionType, Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { NotFound } from '../common/graphql/user-error.graphql.js';
import { COMPLAINT_OUTCOMES } from '../complaints/complaint.lifecycle.js';
import { MeasureEnum } from '../flags/flags.graphql.js';
import { REPORT_SECTIONS, type ReportSection } from './import/report-fields.js';
import { REPORT_STATES } from './report.lifecycle.js';
import type { ReportCounters } from './report-counters.js';
import type { InspectionReport, ReportRowError } from './reports.repository.js';

const InspectionReportStateEnum = Object.fromEntries(REPORT_STATES.map((state) => [state, state]));
registerEnumType(InspectionReportStateEnum, {
  name: 'InspectionReportState',
  description: 'RECEIVING: coming in; RECEIVED: durable as a whole; COMPLETED: every row went in or was refused.',
});

const ReportFormatEnum = { NDJSON: 'ndjson', CSV: 'csv' };
registerEnumType(ReportFormatEnum, { name: 'ReportFormat' });

const ReportSectionEnum = Object.fromEntries(REPORT_SECTIONS.map((section) => [section.toUpperCase(), section]));
registerEnumType(ReportSectionEnum, { name: 'ReportSection' });

const ComplaintOutcomeEnum = Object.fromEntries(COMPLAINT_OUTCOMES.map((outcome) => [outcome, outcome]));
registerEnumType(ComplaintOutcomeEnum, { name: 'ComplaintOutcome' });

@ObjectType('MeasureCount', { description: 'Rows that report a measure.' })
export class MeasureCountType {
  @Field(() => MeasureEnum)
  measure!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('OutcomeCount', { description: 'Complaints with an outcome.' })
export class OutcomeCountType {
  @Field(() => ComplaintOutcomeEnum)
  outcome!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('ReportSectionCounters', { description: 'What the accepted rows of a section amount to.' })
export class ReportSectionCountersType {
  @Field(() => ReportSectionEnum)
  section!: ReportSection;

  @Field(() => Int, { description: 'Accepted rows: merchants, listings or accounts checked, complaints received.' })
  checked!: number;

  @Field(() => Int, { description: 'Flags raised.' })
  flagged!: number;

  @Field(() => [MeasureCountType], { description: 'Such as listings taken down and accounts suspended.' })
  measures!: MeasureCountType[];

  @Field(() => [OutcomeCountType], { description: 'Complaints by outcome; empty in other sections.' })
  outcomes!: OutcomeCountType[];
}

@ObjectType('ReportRowError', { description: 'What is wrong with one field of one row. Never holds the value.' })
export class ReportRowErrorType {
  @Field(() => Int, { description: 'Line of the file on which the row begins, from 1.' })
  line!: number;

  @Field(() => String, { nullable: true, description: 'Null where the row as a whole cannot be read.' })
  field!: string | null;

  @Field(() => String, { description: 'Stable code for programs, such as CHECKSUM or UNKNOWN_VALUE.' })
  reason!: string;

  @Field(() => String, { description: 'One sentence for people.' })
  message!: string;

  static from(error: ReportRowError): ReportRowErrorType {
    return Object.assign(new ReportRowErrorType(), { ...error, field: error.field || null });
  }
}

export const ReportRowErrorConnection = connectionTypes(ReportRowErrorType, 'ReportRowError');

@ObjectType('InspectionReport', { description: "A platform's self-inspection report; only that platform sees it." })
export class InspectionReportType {
  @Field(() => ID)
  id!: string;

  @Field(() => InspectionReportStateEnum)
  state!: string;

  @Field(() => ReportFormatEnum)
  format!: string;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the whole file was durable.' })
  receivedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  completedAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'Rows in the file; null while it is coming in.' })
  receivedRows!: number | null;

  @Field(() => Int, { description: 'Rows that went in so far.' })
  acceptedRows!: number;

  @Field(() => Int, { description: 'Rows that were refused so far; `errors` says why.' })
  rejectedRows!: number;

  @Field(() => [ReportSectionCountersType])
  sections!: ReportSectionCountersType[];

  static from(report: InspectionReport): InspectionReportType {
    const { id, state, format, receivedRows, acceptedRows, rejectedRows } = report;
    return Object.assign(new InspectionReportType(), {
      id,
      state,
      format,
      createdAt: new Date(report.createdAtMs),
      receivedAt: dateOrNull(report.receivedAtMs),
      completedAt: dateOrNull(report.completedAtMs),
      receivedRows,
      acceptedRows,
      rejectedRows,
      sections: sectionsOf(report.counters),
    });
  }
}

export const InspectionReportConnection = connectionTypes(InspectionReportType, 'InspectionReport');

export const InspectionReportResult = createUnionType({
  name: 'InspectionReportResult',
  types: () => [InspectionReportType, NotFound] as const,
});

const dateOrNull = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);

function sectionsOf(counters: ReportCounters): ReportSectionCountersType[] {
  return REPORT_SECTIONS.flatMap((section) => {
    const counted = counters[section];
    if (!counted) return [];
    return {
      section,
      checked: counted.checked,
      flagged: counted.flagged,
      measures: Object.entries(counted.measures).map(([measure, count]) => ({ measure, count })),
      outcomes: Object.entries(counted.outcomes).map(([outcome, count]) => ({ outcome, count })),
    };
  });
}
