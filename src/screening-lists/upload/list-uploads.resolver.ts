import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../../common/context/operation.decorators.js';
import type { TenantContext } from '../../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../../common/graphql/connection.graphql.js';
import { pageComplexity } from '../../common/graphql/limits.js';
import { NotFound } from '../../common/graphql/user-error.graphql.js';
import { Pagination } from '../../common/pagination.js';
import {
  ScreeningListRowErrorConnection,
  ScreeningListRowErrorType,
  ScreeningListUploadResult,
  ScreeningListUploadType,
} from './list-uploads.graphql.js';
import { ListUploads } from './list-uploads.service.js';

@Resolver(() => ScreeningListUploadType)
export class ListUploadsResolver {
  constructor(
    private readonly uploads: ListUploads,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => ScreeningListUploadResult, { description: "One of the caller's own uploads into a screening list." })
  @RequiresScope('screenings:read')
  async screeningListUpload(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<typeof ScreeningListUploadResult> {
    const upload = await this.uploads.one(context, id);
    return upload ? ScreeningListUploadType.from(upload) : NotFound.of('id', 'upload');
  }

  @ResolveField(() => ScreeningListRowErrorConnection, {
    complexity: pageComplexity,
    description: 'What is wrong with rows, in order of line and field.',
  })
  async errors(
    @CurrentContext() context: TenantContext,
    @Parent() upload: ScreeningListUploadType,
    @Args() args: PageArgs,
  ): Promise<Connection<ScreeningListRowErrorType>> {
    const list = `screening-list-errors ${upload.id}`;
    const page = this.pagination.read(context, list, args);
    const errors = await this.uploads.errors(upload.id, placeOf(page.after), page.limit + 1);
    const positionOf = ({ line, field }: { line: number; field: string }) => `${line} ${field}`;
    return this.pagination.connection(context, list, page, errors, positionOf, ScreeningListRowErrorType.from);
  }
}

function placeOf(after: string | undefined): { line: number; field: string } {
  if (after === undefined) return { line: 0, field: '' };
  const at = after.indexOf(' ');
  return { line: Number(after.slice(0, at)), field: after.slice(at + 1) };
}
