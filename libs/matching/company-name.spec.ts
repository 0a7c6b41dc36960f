import fc from 'fast-check';
import { isGenericCompanyName, parseCompanyName } from './company-name.js';
import { parseLatinCompany } from './latin-company.js';
import { normaliseName } from './normalise.js';
import { syllableText } from './pinyin.js';

function cut(raw: string): string[] {
  const { region, brand, trade, form, branch } = parseCompanyName(normaliseName(raw));
  return [region?.short ?? '', brand, trade, form?.text ?? '', branch];
}

describe('parseCompanyName', () => {
  test.each([
    ['杭州華信科技有限責任公司', ['杭州', '华信', '科技', '有限责任公司', '']],
    ['浙江省杭州市余杭区华信网络科技有限公司', ['余杭', '华信', '网络科技', '有限公司', '']],
    ['华信（深圳）电子商务股份有限公司', ['深圳', '华信', '电子商务', '股份有限公司', '']],
    ['华信深圳科技有限公司', ['深圳', '华信', '科技', '有限公司', '']],
    ['阿里巴巴（中国）有限公司', ['中国', '阿里巴巴', '', '有限公司', '']],
    ['内蒙古伊利实业集团股份有限公司', ['内蒙古', '伊利', '实业', '集团股份有限公司', '']],
    ['招商银行股份有限公司杭州分行', ['', '招商', '银行', '股份有限公司', '杭州分行']],
    ['华信科技杭州分公司', ['', '华信', '科技', '', '杭州分公司']],
    ['上海智合投资管理中心（有限合伙）', ['上海', '智合', '投资管理', '中心', '']],
    ['上海智合投资管理合伙企业（有限合伙）', ['上海', '智合', '投资管理', '有限合伙', '']],
    ['德勤华永会计师事务所（特殊普通合伙）', ['', '德勤华永', '会计师', '事务所', '']],
    ['招商银行', ['', '招商', '银行', '', '']],
    ['三河人家（广东）餐饮有限公司', ['广东', '三河人家', '餐饮', '有限公司', '']],
    ['浙江华信（杭州）餐饮有限公司', ['浙江', '华信', '餐饮', '有限公司', '']],
    ['杭州华信科技有限公司（已注销）', ['杭州', '华信', '科技', '有限公司', '']],
    ['杭州华信科技有限公司(曾用名:杭州腾飞贸易有限公司)', ['杭州', '华信', '科技', '有限公司', '']],
    ['华为官方旗舰店', ['', '华为', '', '官方旗舰店', '']],
    ['海南航空控股股份有限公司', ['海南', '航空', '', '控股股份有限公司', '']],
    ['长安汽车', ['', '长安', '汽车', '', '']],
    ['东方科技有限公司', ['', '东方', '科技', '有限公司', '']],
    ['恩施土家族苗族自治州恩施市好吃餐饮店', ['恩施', '好吃', '餐饮', '店', '']],
    ['北京朝阳区小红超市', ['朝阳', '小红', '', '超市', '']],
    ['招商银行有限公司', ['', '招商', '银行', '有限公司', '']],
    ['TCL科技集团股份有限公司', ['', 'tcl', '科技', '集团股份有限公司', '']],
    ['新厂', ['', '新厂', '', '', '']],
  ])('cuts %s', (raw, expected) => {
    expect(cut(raw)).toEqual(expected);
  });

  test.each([
    ...['有公司', '限公司', '有限司', '有限公', '有有限公司', '有限限公司', '有限公公司', '有限有限公司'],
    ...['限有公司', '有公限司', '有限司公', '有线公司', '有限公同', '右限公司', '有限X公司'],
  ])('takes %s behind words of business for 有限公司 that a slip has struck', (form) => {
    expect(cut(`杭州华信科技${form}`)).toEqual(['杭州', '华信', '科技', '有限公司', '']);
  });

  test.each(['股有限公司', '份有限公司', '服份有限公司', '份股有限公司'])('takes %s for 股份有限公司', (form) => {
    expect(cut(`杭州华信科技${form}`)).toEqual(['杭州', '华信', '科技', '股份有限公司', '']);
  });

  test.each([
    ['杭州华信集团有限公公司', ['杭州', '华信', '', '集团有限公司', '']],
    ['杭州华信科技股份有限司', ['杭州', '华信', '科技', '股份有限公司', '']],
    ['杭州华信科技团有限公司', ['杭州', '华信', '科技', '集团有限公司', '']],
    ['杭州华信限公司', ['杭州', '华信', '', '有限公司', '']],
    ['杭州华信有限公司司', ['杭州', '华信', '', '有限公司', '']],
  ])('cuts %s', (raw, expected) => {
    expect(cut(raw)).toEqual(expected);
  });

  it('puts a character back that changed places with the first one of the form', () => {
    expect(cut('杭州华信科有技限公司')).toEqual(['杭州', '华信', '科技', '有限公司', '']);
  });

  test.each([
    ['杭州大有公司', ['杭州', '大有', '', '公司', '']],
    ['杭州极限公司', ['杭州', '极限', '', '公司', '']],
    ['上海歌华有线公司', ['上海', '歌华有线', '', '公司', '']],
    ['浙江国有公司', ['浙江', '国有', '', '公司', '']],
    ['上海控股有限公司', ['', '上海', '', '控股有限公司', '']],
  ])('leaves %s as it is', (raw, expected) => {
    expect(cut(raw)).toEqual(expected);
  });

  it('says where each part stands in the normalised name', () => {
    const name = '华信(深圳)科技有限公司杭州分公司';
    for (const { text, start, end } of parseCompanyName(name).spans) expect(name.slice(start, end)).toBe(text);
    expect(parseCompanyName(name).spans.map(({ part }) => part)).toEqual([
      'brand',
      'region',
      'trade',
      'form',
      'branch',
    ]);
  });

  it('tells an ambiguous district by the city before it', () => {
    const code = (raw: string) => parseCompanyName(raw).region?.codes;
    expect(code('西安市长安区好运商行')).toEqual(['610116']);
    expect(code('石家庄市长安区好运商行')).toEqual(['130102']);
    expect(code('长安区好运商行')?.length).toBeGreaterThan(1);
  });

  test.each(['有限公司', '科技有限公司', '公司', '贸易商行'])('finds nothing distinctive in %s', (raw) => {
    expect(isGenericCompanyName(parseCompanyName(raw))).toBe(true);
  });

  it('loses no character of any text', () => {
    const piece = fc.constantFrom(
      '杭州',
      '浙江省',
      '华信',
      '科技',
      '有限公司',
      '(',
      ')',
      '分公司',
      '店',
      '集团',
      '上海',
      '阿',
      'abc',
      '银行',
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        const name = normaliseName(pieces.join(''));
        const { spans } = parseCompanyName(name);
        const covered = new Set<number>();
        for (const { start, end } of spans) for (let at = start; at < end; at++) covered.add(at);
        const left = [...name].filter((char, at) => !covered.has(at) && char !== '(' && char !== ')').join('');
        expect(left.replace(/有限公司|集团|店|公司/g, '')).toBe('');
      }),
    );
  });
});

describe('parseLatinCompany', () => {
  test.each([
    ['Hangzhou Huaxin Technology Co., Ltd.', '杭州', 'huaxin', '科技', '有限公司'],
    ['Alibaba (China) Network Technology Co., Ltd.', '中国', 'alibaba', '网络科技', '有限公司'],
    ['Tencent Technology (Shenzhen) Company Limited', '深圳', 'tencent', '科技', '有限公司'],
    ['hangzhouhuaxinkejiyouxiangongsi', '杭州', 'huaxinkeji', '', '有限公司'],
    ['hang zhou hua xin gu fen you xian gong si', '杭州', 'hua xin', '', '股份有限公司'],
    ['Shaanxi Dadi Group', '陕西', 'dadi', '', '集团'],
    ['Apple Inc.', '', 'apple', '', '公司'],
  ])('cuts %s', (raw, region, words, trade, form) => {
    const company = parseLatinCompany(normaliseName(raw));
    expect([company.region?.short ?? '', company.words.join(' '), company.trade, company.form?.text ?? '']).toEqual([
      region,
      words,
      trade,
      form,
    ]);
  });

  it('reads shi both as the city and as the brand', () => {
    const { region, syllables } = parseLatinCompany('qing dao shi ju wen hua');
    expect(region?.short).toBe('青岛');
    const readings = syllables.map((cut) => cut.map(syllableText).join(' '));
    expect(readings).toEqual(expect.arrayContaining(['ju wen hua', 'shi ju wen hua']));
  });

  it('takes letters that are no pinyin for initials, without those of the form', () => {
    expect(parseLatinCompany('hzhxkjyxgs').initials).toBe('hzhxkj');
  });
});
