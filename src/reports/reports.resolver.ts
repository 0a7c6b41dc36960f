import { Args, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { OpenStreams } from '../common/context/open-streams.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { NotFound } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import {
  InspectionReportConnection,
  InspectionReportResult,
  InspectionReportType,
  ReportRowErrorConnection,
  ReportRowErrorType,
} from './reports.graphql.js';
import { ReportsService } from './reports.service.js';

const LIST = 'inspection-reports';

@Resolver(() => InspectionReportType)
export class ReportsResolver {
  constructor(
    private readonly reports: ReportsService,
    private readonly pagination: Pagination,
    private readonly streams: OpenStreams,
  ) {}

  @Query(() => InspectionReportResult, { description: "One of the caller's own reports." })
  @RequiresScope('reports:read')
  async inspectionReport(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<typeof InspectionReportResult> {
    const report = await this.reports.report(context, id);
    return report ? InspectionReportType.from(report) : notFound();
  }

  @Query(() => InspectionReportConnection, {
    complexity: pageComplexity,
    description: "The caller's own reports, newest first.",
  })
  @RequiresScope('reports:read')
  async inspectionReports(
    @CurrentContext() context: TenantContext,
    @Args() args: PageArgs,
  ): Promise<Connection<InspectionReportType>> {
    const page = this.pagination.read(context, LIST, args);
    const reports = await this.reports.list(context, page);
    return this.pagination.connection(context, LIST, page, reports, ({ id }) => id, InspectionReportType.from);
  }

  @Subscription(() => InspectionReportResult, {
    resolve: (result: typeof InspectionReportResult) => result,
    description: "One of the caller's own reports now and whenever it has come further; ends when it is COMPLETED.",
  })
  @RequiresScope('reports:read')
  inspectionReportProgress(@CurrentContext() context: TenantContext, @Args('id', { type: () => ID }) id: string) {
    return this.streams.open(context, (signal) => this.progress(context, id, signal));
  }

  @ResolveField(() => ReportRowErrorConnection, {
    complexity: pageComplexity,
    description: 'Refused rows in order of line; at most the first 100,000 are kept.',
  })
  async errors(
    @CurrentContext() context: TenantContext,
    @Parent() report: InspectionReportType,
    @Args() args: PageArgs,
  ): Promise<Connection<ReportRowErrorType>> {
    const list = `report-errors ${report.id}`;
    const page = this.pagination.read(context, list, args);
    const errors = await this.reports.errors(context, report.id, positionOf(page.after), page.limit + 1);
    return this.pagination.connection(
      context,
      list,
      page,
      errors,
      ({ line, field }) => `${line} ${field}`,
      ReportRowErrorType.from,
    );
  }

  private async *progress(
    context: TenantContext,
    id: string,
    signal: AbortSignal,
  ): AsyncGenerator<typeof InspectionReportResult> {
    let isKnown = false;
    for await (const report of this.reports.follow(context, id, signal)) {
      isKnown = true;
      yield InspectionReportType.from(report);
    }
    if (!isKnown && !signal.aborted) yield notFound();
  }
}

const notFound = (): NotFound => NotFound.of('id', 'report');

function positionOf(after: string | undefined): { line: number; field: string } | undefined {
  if (after === undefined) return undefined;
  const space = after.indexOf(' ');
  return { line: Number(after.slice(0, space)), field: after.slice(space + 1) };
}
