/** What a demo merchant deals in: the words of its registered name and the goods of its listings. */
export interface Trade {
  /** As companies register it. */
  readonly company: string;
  /** As a sole trader's signboard has it, with the form (商行, 店 …). */
  readonly soleTrader: string;
  readonly goods: readonly string[];
  readonly specifications: readonly string[];
  /** Farm produce: its growers register as cooperatives. */
  readonly farmed?: true;
}

const CLOTHES_SIZES = ['M码', 'L码', 'XL', '2XL', '均码', '大码'];
const PIECES = ['1件', '2件装', '10个装', '50个装', '家用款', '商用款'];
const WEIGHTS = ['250g', '500g', '1kg', '礼盒装', '2袋装', '5斤装'];

export const TRADES: readonly Trade[] = [
  {
    company: '电子商务',
    soleTrader: '网店',
    goods: ['保温杯', '收纳箱', '雨伞', '充电宝', '蓝牙耳机', '遮光窗帘', '颈椎按摩仪', '折叠桌'],
    specifications: PIECES,
  },
  {
    company: '服饰',
    soleTrader: '服装店',
    goods: ['男士羽绒服', '女士针织衫', '牛仔裤', '冲锋衣', '真丝连衣裙', '儿童卫衣', '羊毛大衣', '速干T恤'],
    specifications: CLOTHES_SIZES,
  },
  {
    company: '鞋业',
    soleTrader: '鞋店',
    goods: ['运动跑鞋', '篮球鞋', '老爹鞋', '真皮皮鞋', '帆布鞋', '童鞋', '雪地靴', '登山鞋'],
    specifications: ['36码', '38码', '40码', '42码', '43码', '44码'],
  },
  {
    company: '贸易',
    soleTrader: '商行',
    goods: ['进口红酒', '洗衣凝珠', '不锈钢餐具', '旅行箱', '电动牙刷', '空气炸锅', '床上四件套', '香薰蜡烛'],
    specifications: ['1件', '2件装', '礼盒装', '家用款', '整箱', '出口款'],
  },
  {
    company: '科技',
    soleTrader: '数码产品经营部',
    goods: ['手机壳', '快充充电器', '机械键盘', '行车记录仪', '智能手表', '投影仪', '固态硬盘', '无线路由器'],
    specifications: ['黑色', '白色', '标准版', '旗舰版', '升级款', '联名款'],
  },
  {
    company: '化妆品',
    soleTrader: '化妆品店',
    goods: ['美白精华液', '口红', '面膜', '防晒霜', '气垫粉底', '洗面奶', '眼霜', '香水'],
    specifications: ['正装', '小样', '礼盒装', '3支装', '2件套', '旅行装'],
  },
  {
    company: '饰品',
    soleTrader: '饰品商行',
    goods: ['锆石项链', '银手镯', '发夹套装', '珍珠耳环', '和田玉吊坠', '情侣对戒', '黄金转运珠', '胸针'],
    specifications: ['1件', '2件套', '3件套', '礼盒装', '经典款', '小众款'],
  },
  {
    company: '食品',
    soleTrader: '食品经营部',
    goods: ['手撕牛肉干', '坚果礼盒', '自热火锅', '酱香白酒', '螺蛳粉', '阿胶糕', '月饼礼盒', '辣条'],
    specifications: WEIGHTS,
  },
  {
    company: '茶业',
    soleTrader: '茶叶店',
    goods: ['西湖龙井', '安溪铁观音', '福鼎白茶', '武夷岩茶', '普洱熟茶', '正山小种', '茉莉花茶', '碧螺春'],
    specifications: WEIGHTS,
    farmed: true,
  },
  {
    company: '农业',
    soleTrader: '农产品经营部',
    goods: ['阳澄湖大闸蟹', '五常大米', '烟台苹果', '赣南脐橙', '土鸡蛋', '长白山人参', '枸杞', '野生菌'],
    specifications: WEIGHTS,
    farmed: true,
  },
  {
    company: '母婴用品',
    soleTrader: '母婴用品店',
    goods: ['婴儿奶粉', '纸尿裤', '儿童安全座椅', '奶瓶', '婴儿推车', '儿童积木', '待产包', '儿童水杯'],
    specifications: ['标准装', '升级款', '礼盒装', '出口装', '家庭装', '旅行装'],
  },
  {
    company: '汽车用品',
    soleTrader: '汽配经营部',
    goods: ['机油', '刹车片', '汽车脚垫', '雨刮器', '玻璃水', '车载冰箱', '座椅套', '轮胎'],
    specifications: ['1对', '通用型', '加厚款', '四季通用', '原厂同款', '升级款'],
  },
  {
    company: '家居用品',
    soleTrader: '家居用品店',
    goods: ['乳胶枕', '实木餐桌', '电热水壶', '蚕丝被', '床垫', '落地灯', '卫浴花洒', '懒人沙发'],
    specifications: ['标准款', '家用款', '加厚款', '升级款', '大号', '小号'],
  },
  {
    company: '健康管理',
    soleTrader: '保健品店',
    goods: ['鱼油软胶囊', '氨糖软骨素', '减肥茶', '艾灸贴', '益生菌冻干粉', '护肝片', '膏药贴', '褪黑素片'],
    specifications: ['1盒', '3盒装', '5盒装', '疗程装', '家庭装', '10盒装'],
  },
];

export const LISTING_PREFIXES = [
  '正品',
  '官方同款',
  '厂家直销',
  '2026新款',
  '专柜同款',
  '限时特价',
  '清仓',
  '网红爆款',
  '',
];
export const LISTING_SUFFIXES = ['包邮', '假一赔十', '送运费险', '买一送一', '顺丰发货', '可开发票', '支持验货', ''];
