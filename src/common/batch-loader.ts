import { GroupCommitter } from './group-committer.js';

interface Question<Key, Answer> {
  readonly key: Key;
  answer: Answer | undefined;
}

/** Answers together what many callers ask one by one: while one batch is being answered the next one gathers. */
export class BatchLoader<Key, Answer> {
  private readonly questions: GroupCommitter<Question<Key, Answer>>;

  /** @param answer gives what it has for the keys; its failure is every asker's failure */
  constructor(answer: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Answer>>, maxBatch = 500) {
    this.questions = new GroupCommitter(async (questions) => {
      const answers = await answer(questions.map(({ key }) => key));
      for (const question of questions) question.answer = answers.get(question.key);
    }, maxBatch);
  }

  /** The answer for a key; undefined when there is none. */
  async load(key: Key): Promise<Answer | undefined> {
    const question: Question<Key, Answer> = { key, answer: undefined };
    await this.questions.add(question);
    return question.answer;
  }
}
