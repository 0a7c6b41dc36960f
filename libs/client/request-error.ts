/** An error as GraphQL reports it. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly [name: string]: unknown };
}

/** A request failed as a whole: not authenticated, not allowed, not understood. */
export class LiaisonRequestError extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly GraphqlError[],
    readonly requestId: string | null,
  ) {
    super(errors.map(({ message }) => message).join(' ') || `HTTP ${status}`);
  }

  /** The error that an answer tells of, whatever form it has. */
  static async of(response: Response): Promise<LiaisonRequestError> {
    const body = await bodyOf<ProblemBody>(response);
    return new LiaisonRequestError(response.status, errorsOf(body), response.headers.get('x-request-id'));
  }

  /** The first error's stable code. */
  get code(): string | undefined {
    return this.errors[0]?.extensions?.code;
  }
}

/** The JSON of an answer; what something between us and the gateway said in another form counts as empty. */
export async function bodyOf<Body extends object>(response: Response): Promise<Body | Partial<Body>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}

/** A refusal outside GraphQL: problem details (RFC 9457), or the answer to a token that is not accepted. */
interface ProblemBody {
  readonly code?: string;
  readonly detail?: string;
  readonly field?: string;
  readonly errors?: readonly GraphqlError[];
}

function errorsOf({ errors, code, detail, field }: ProblemBody): readonly GraphqlError[] {
  if (errors) return errors;
  return [{ message: detail ?? '', extensions: { ...(code ? { code } : {}), ...(field ? { field } : {}) } }];
}
