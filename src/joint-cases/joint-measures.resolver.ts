import { Args, ArgsType, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import type { Connection } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import type { ShownItem } from './joint-desk.js';
import { JointMeasureStateEnum } from './joint-enums.graphql.js';
import { JointMeasureConnection, JointMeasureResult, JointMeasureType } from './joint-measures.graphql.js';
import { JointMeasuresService, type JointMeasureResult as MeasureOrRefusal } from './joint-measures.service.js';
import { MoveJointMeasureInput, RequestJointMeasureInput } from './joint-measures-inputs.graphql.js';
import { InCaseArgs, JointPages } from './joint-pages.js';
import { JointPresenter } from './joint-presenter.js';
import { JointReader } from './joint-reader.js';

@ArgsType()
class MeasurePageArgs extends InCaseArgs {
  @Field(() => JointMeasureStateEnum, { nullable: true })
  state?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Those asked of the caller only.' })
  isMine: boolean = false;
}

/** Measures that are asked of platforms. */
@Resolver()
export class JointMeasuresResolver {
  constructor(
    private readonly measures: JointMeasuresService,
    private readonly reader: JointReader,
    private readonly presenter: JointPresenter,
    private readonly pages: JointPages,
  ) {}

  @Query(() => JointMeasureType, { nullable: true, description: 'A measure that the caller may see, else null.' })
  @RequiresScope('joint-cases:read')
  async jointMeasure(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<JointMeasureType | null> {
    const item = await this.reader.item(context, 'MEASURE', id);
    const [measure] = await this.shown(context, item ? [item] : []);
    return measure ?? null;
  }

  @Query(() => JointMeasureConnection, {
    complexity: pageComplexity,
    description: 'The measures of a case, the newest first. Empty when the caller may see none.',
  })
  @RequiresScope('joint-cases:read')
  jointMeasures(
    @CurrentContext() context: TenantContext,
    @Args() args: MeasurePageArgs,
  ): Promise<Connection<JointMeasureType>> {
    const filter = { state: args.state ?? null, partyId: args.isMine ? context.tenantId : null };
    return this.pages.page(context, args, 'MEASURE', filter, (items) => this.shown(context, items));
  }

  @Mutation(() => JointMeasureResult, { description: 'Asks a platform for a measure on a subject of the case.' })
  @RequiresScope('joint-cases:file')
  async requestJointMeasure(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RequestJointMeasureInput,
  ): Promise<typeof JointMeasureResult> {
    return this.result(context, await this.measures.request(context, input));
  }

  @Mutation(() => JointMeasureResult, {
    description: 'Accepts, refuses, executes, verifies, disputes, lifts or withdraws a measure.',
  })
  @RequiresScope('joint-cases:take-part')
  async moveJointMeasure(
    @CurrentContext() context: TenantContext,
    @Args('input') input: MoveJointMeasureInput,
  ): Promise<typeof JointMeasureResult> {
    return this.result(context, await this.measures.move(context, input));
  }

  private async result(context: TenantContext, result: MeasureOrRefusal): Promise<typeof JointMeasureResult> {
    if (isRefusal(result)) return result;
    const [measure] = await this.shown(context, [result]);
    if (!measure) throw new Error('a changed measure is not shown');
    return measure;
  }

  private async shown(context: TenantContext, items: readonly ShownItem<'MEASURE'>[]): Promise<JointMeasureType[]> {
    await this.measures.recordTargets(context, items);
    return this.presenter.measures(context, items);
  }
}
