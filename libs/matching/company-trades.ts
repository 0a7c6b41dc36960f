/**
 * Words for a line of business that follow a brand, after the classes of GB/T 4754 and the words that company names use for them,
 * and the English words for the usual ones.
 */

const TRADES =
  '科技 技术 信息 网络 软件 电子 电子商务 电商 商务 商贸 贸易 经贸 工贸 国际贸易 进出口 外贸 实业 发展 开发 投资 投资管理 资产管理 资本 基金 基金管理 ' +
  '金融 金融服务 融资租赁 融资担保 担保 典当 小额贷款 保险 保险经纪 保险代理 证券 期货 信托 银行 财务 财税 会计 会计师 税务 税务师 审计 律师 法律 咨询 管理咨询 企业管理 企业管理咨询 ' +
  '商业管理 管理 服务 商务服务 信息技术 信息科技 网络科技 网络技术 电子科技 软件科技 软件开发 智能科技 智能 人工智能 机器人 大数据 数据 数据服务 云计算 物联网 区块链 通信 通讯 电信 ' +
  '信息咨询 信息服务 计算机 计算机系统 电脑 数码 互联网 传媒 文化传媒 文化传播 文化 文化艺术 文化发展 传播 广告 广告传媒 广告设计 设计 装饰设计 艺术 影视 影视传媒 影业 动漫 游戏 娱乐 音乐 出版 ' +
  '印刷 印务 图书 教育 教育科技 教育咨询 培训 职业培训 体育 体育文化 健身 旅游 旅行社 国际旅行社 旅业 酒店 大酒店 宾馆 酒店管理 餐饮 餐饮管理 餐饮服务 饭店 餐厅 火锅 小吃 咖啡 茶业 ' +
  '茶叶 食品 食品科技 饮料 饮品 酒业 酒类 乳业 粮油 粮食 油脂 调味品 糖业 水产 水产品 农业 农业科技 农业开发 农业发展 生态农业 农产品 农机 种业 种植 养殖 畜牧 牧业 林业 园林 园艺 ' +
  '花卉 苗木 渔业 饲料 肥业 化肥 生态 环保 环保科技 环境 环境科技 环境工程 节能 节能环保 能源 新能源 新能源科技 能源科技 电力 电力工程 电力设备 电气 电器 电气设备 光电 光伏 光学 ' +
  '太阳能 风电 燃气 石油 石化 天然气 煤业 煤炭 矿业 矿产 冶金 钢铁 有色金属 金属 金属制品 金属材料 五金 五金制品 五金机电 铝业 铜业 不锈钢 机械 机械设备 机械制造 机电 机电设备 ' +
  '机床 模具 精密 精密机械 自动化 自动化设备 仪器 仪器仪表 仪表 设备 工业 重工 重工业 轻工 制造 装备 装备制造 工程机械 轴承 阀门 泵业 电机 电缆 线缆 电池 电源 照明 灯饰 照明科技 ' +
  '半导体 微电子 集成电路 芯片 汽车 汽车销售 汽车服务 汽车销售服务 汽车租赁 汽车配件 汽配 汽车零部件 汽车科技 摩托车 电动车 自行车 轮胎 船舶 航空 航天 航运 海运 铁路 轨道交通 交通 ' +
  '运输 货运 物流 快递 速递 供应链 供应链管理 国际物流 国际货运代理 货运代理 仓储 冷链 港口 客运 出租车 建筑 建设 建设工程 建筑工程 建筑装饰 建筑劳务 建筑材料 建材 装饰 装饰工程 ' +
  '装修 装潢 装饰材料 工程 工程技术 工程建设 工程管理 工程咨询 市政工程 园林绿化 消防 消防工程 安防 安全技术 保安 保安服务 路桥 水利 水务 地产 房地产 房地产开发 房产 置业 物业 物业管理 物业服务 ' +
  '房地产经纪 家居 家具 家居用品 家纺 家政 家政服务 家电 厨具 厨房设备 卫浴 洁具 陶瓷 玻璃 石材 木业 地板 门窗 涂料 化工 化工科技 化学 化妆品 日化 日用品 生物 生物科技 生物技术 ' +
  '生物医药 生物工程 医药 药业 制药 大药房 药房 医疗 医疗科技 医疗器械 医疗设备 健康 健康管理 健康科技 健康咨询 养老 养老服务 母婴 美容 美容美发 美发 美业 服饰 服装 时装 制衣 鞋业 鞋服 ' +
  '皮具 皮革 箱包 纺织 纺织品 针织 纱业 布业 印染 丝绸 羽绒 珠宝 首饰 黄金 钟表 眼镜 工艺品 礼品 玩具 文具 办公用品 办公设备 体育用品 户外用品 包装 包装材料 包装制品 纸业 纸制品 ' +
  '塑料 塑料制品 塑胶 塑胶制品 橡胶 橡塑 新材料 新材料科技 材料 材料科技 复合材料 人力资源 人力资源服务 人才 劳务 劳务派遣 会展 会展服务 展览 展览服务 展示 婚庆 婚庆礼仪 礼仪 摄影 ' +
  '拍卖 租赁 设备租赁 知识产权 专利代理 商标代理 检测 检测技术 认证 测绘 勘察设计 规划设计 地质 气体 仓库 超市 百货 商厦 商场 购物 购物中心 便利 连锁 宠物 宠物用品 殡葬 废旧物资回收 ' +
  '再生资源 资源 环卫 清洁 清洁服务 洗涤 网吧 网咖 烟酒 水果 蔬菜 生鲜 果业 蔬果 肉类 肉业 海鲜 糕点 烘焙 面包 母婴用品 孕婴 童装 女装 男装 内衣 饰品 数字 数字科技 数字技术 创意 策划 ' +
  '营销 营销策划 公关 品牌管理 创业投资 股权投资 股权投资基金管理 风险投资 投资咨询 投资发展 实业投资 控股 国际 通讯设备 通信技术 通信工程 系统集成 信息系统 电子技术 电子设备 电子材料 科贸 科技发展 科技开发 高科技';

const words = new Set(TRADES.split(' '));
const LONGEST = Math.max(...[...words].map((word) => word.length));
const lastCharacters = new Set([...words].map((word) => word.charCodeAt(word.length - 1)));

/** Where the words of business at the end of a text begin; the text's length when it ends with none. At least `keep` characters stay. */
export function tradeStart(text: string, keep: number): number {
  let end = text.length;
  for (let count = 0; count < 4; count++) {
    const size = lastCharacters.has(text.charCodeAt(end - 1)) ? trailingWord(text, end, keep) : 0;
    if (size === 0) break;
    end -= size;
  }
  return end;
}

function trailingWord(text: string, end: number, keep: number): number {
  for (let size = Math.min(LONGEST, end); size >= 2; size--) {
    const left = end - size;
    // A long word of business is hardly chance, so that a brand of one character is what a lost one left behind.
    const leavesEnough = left >= keep || (left === 1 && size >= 4);
    if (leavesEnough && words.has(text.slice(left, end))) return size;
  }
  return 0;
}

/** Whether a text consists of words of business only. */
export function isOnlyTrade(text: string): boolean {
  return text.length > 0 && tradeStart(text, 0) === 0;
}

/** Chinese word, then the English ones that stand for it. */
const ENGLISH =
  '科技=technology|technologies|tech|scientific|science 网络=network|networks|internet 信息=information 软件=software ' +
  '电子=electronic|electronics 电子商务=ecommerce 商务=commerce 商贸=commercial 贸易=trade|trading 进出口=import|export ' +
  '实业=industry|industrial|industries 发展=development 投资=investment|investments 资本=capital 基金=fund ' +
  '金融=finance|financial 保险=insurance 证券=securities 咨询=consulting|consultancy|consultant 管理=management ' +
  '服务=service|services 智能=intelligent|intelligence|smart 数据=data 通信=communication|communications|telecom 传媒=media ' +
  '文化=culture|cultural 广告=advertising|advertisement 设计=design 影视=film 娱乐=entertainment 教育=education|educational ' +
  '培训=training 体育=sports 旅游=travel|tourism 酒店=hotel 餐饮=catering|restaurant 食品=food|foods|foodstuff 饮料=beverage ' +
  '农业=agriculture|agricultural 生态=ecological 环保=environmental 环境=environment 能源=energy 电力=power ' +
  '电气=electric|electrical 光电=optoelectronics 光伏=photovoltaic 石油=petroleum 化工=chemical|chemicals 钢铁=steel ' +
  '金属=metal|metals 五金=hardware 机械=machinery|mechanical|machine 机电=electromechanical|electromechanic 模具=mould|mold ' +
  '精密=precision 自动化=automation 仪器=instrument|instruments 设备=equipment 制造=manufacturing 照明=lighting ' +
  '半导体=semiconductor 微电子=microelectronics 汽车=auto|automobile|automotive 物流=logistics 运输=transport|transportation ' +
  '快递=express 货运=freight 建筑=construction|building 装饰=decoration 工程=engineering 房地产=estate 物业=property 家具=furniture ' +
  '家居=home 陶瓷=ceramics 玻璃=glass 生物科技=biotechnology|biotech 生物=biological|bio ' +
  '医药=pharmaceutical|pharmaceuticals|medicine 医疗=medical 健康=health|healthcare 化妆品=cosmetics 美容=beauty ' +
  '服装=clothing|garment|garments 服饰=apparel|fashion 鞋业=shoes 皮具=leather 纺织=textile|textiles 珠宝=jewelry|jewellery ' +
  '工艺品=crafts 礼品=gifts 玩具=toys 包装=packaging|packing 纸业=paper 印刷=printing 塑料=plastic|plastics 橡胶=rubber ' +
  '材料=material|materials 展览=exhibition 租赁=leasing 检测=testing 茶业=tea 航空=aviation 航运=shipping 国际=international ' +
  '数字=digital 品牌=brand 供应链=supply 新=new 计算机=computer|computers 计算机系统=systems|system 火锅=hotpot 银行=bank 超市=supermarket ' +
  '百货=department|mall 艺术=art|arts 园林=garden|landscape 宠物=pet|pets 律师=law 会计=accounting 财税=tax 箱包=bags|luggage 电缆=cable|cables ' +
  '阀门=valve|valves 泵业=pump|pumps 轴承=bearing|bearings 电池=battery|batteries 木业=wood|timber 石材=stone|marble 燃气=gas 矿业=mining ' +
  '煤业=coal 水务=water 种业=seed|seeds 饲料=feed 水产=aquatic|seafood 酒业=wine|liquor|winery 乳业=dairy 药房=pharmacy 光学=optical|optics ' +
  '机器人=robot|robots|robotics 安防=security 消防=fire 电机=motor|motors 港口=port 仓储=warehousing|storage 劳务=labor|labour ' +
  '人力资源=human|resources|hr 婚庆=wedding 摄影=photography 游戏=game|games|gaming 音乐=music 动漫=animation|cartoon 出版=publishing|press ' +
  '咖啡=coffee|cafe 茶叶=teas 眼镜=glasses|eyewear 钟表=watch|watches 文具=stationery 家政=housekeeping 保安=guard 拍卖=auction 典当=pawn ' +
  '电梯=elevator|elevators 卫浴=sanitary|bathroom 厨具=kitchenware|kitchen 内衣=underwear|lingerie 童装=kidswear 母婴=maternal|baby ' +
  '养殖=breeding|farming 林业=forestry 果业=fruit|fruits 粮油=grain|oils';
const SILENT = 'chain real and of the';

const inChinese = new Map<string, string>(SILENT.split(' ').map((word) => [word, '']));
for (const entry of ENGLISH.split(' ')) {
  const [chinese = '', english = ''] = entry.split('=');
  for (const word of english.split('|')) inChinese.set(word, chinese);
}

/** The Chinese word of business for an English one; '' for words that say nothing; undefined for words that are none. */
export function tradeInEnglish(word: string): string | undefined {
  return inChinese.get(word);
}
