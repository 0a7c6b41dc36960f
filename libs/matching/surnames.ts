/**
 * Chinese surnames: those of two characters, those of one that a name is likely to begin with, and the readings that a character
 * has only as a surname. General knowledge (the Hundred Family Surnames and the household registers' common ones).
 */

/** Surnames of two characters, simplified. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 ' +
    '仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 ' +
    '段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 ' +
    '南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 吴铭 纳兰 归海 完颜 耶律 爱新 叶赫 那拉 富察 瓜尔 欧侯 单于 淳于'
  ).split(' '),
);

/** Surnames of one character, simplified, the common ones first. */
export const SURNAMES: ReadonlySet<string> = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范' +
    '汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤康易乔赖文温' +
    '庞樊兰殷施洪翟安颜倪邢章葛鲁牛伍申齐俞毕童尤骆聂裴盛关季岳宗祝路宁左辛柯宫柳应凌纪霍甘焦阮包房' +
    '靳卜冉骆项成游欧闵阎卫管管瞿柴车詹卓燕谷单娄牟管党艾解曲尚仲祁费席耿米古冷祖屈苗符景华' +
    '刁仇丛井仝付代仰伊伏佟佘况储傅党全公农冀凤初别利劳勾匡区卞占厉双台司吉后向吾和咸员商喻' +
    '嵇巩巫师巴布平广庄庾廉廖弓强归当彤德怀戎戈战户扈扬折拓揭敖敬斯昌明时晁晏普智曦木朴权束来杭松查栾桂桑梅楚楼' +
    '樊欧殳水求汝沃沙沐洗济浦海涂淡湛溥滑滕漆潭满濮焉牧狄献玄班璩甄由申畅疏皮益盖盘相眭督睢矫短祭禄禹种秋秘程稽穆空竺' +
    '竹简籍粟索红练缪羊羿翁考耶聂胥能脱臧舒良芮花苑苟茅荆荀荣莘菅萧萨葆蒙蒯蒲蒿蓝蓟蓬蔚蔡蔺薄藏藩虎虞衡衣袁裘要计訾诸' +
    '谌谯豆豪贝贡贲贵赏越路车轩辜边达连逄通逯道遇那邬邴邹郁郄郅郇郎郏郗郜郝郦郸都鄂鄞酆释野钭钮钦铁銮银锁镇镡镇闪闻阙' +
    '阚阳阴降隋隗雍雒零霍靖鞠鞠韶项须顿颛风飞饶香骆魏鱼鲍鲜麦麻麴麹黄黑黎齐龙冼邸伦植莒寇卿宿幸底库弘慕戚支' +
    '暴朗柏柴栗母池法洛洪浩渠漕炎热牙物犹狐理琴瓮璩申畅白皇盈真眭瞿石祈福禚秀称竭笃箕红经续罕羡老肇胶臧自苍苏' +
    '茹葛蓬薛衷裔西言訾诗谈谷赫赵起跋车辉逮遆邓郑酒里针钟门问闭阿隆雪霜青靳鞏风首骞高鬱鲍鹿麻黎齐',
);

/** Surname → readings it has as a surname, syllables parted by spaces; where usage differs, each. */
export const SURNAME_READINGS: ReadonlyMap<string, readonly string[]> = new Map(
  (
    '单 shan;仇 qiu;解 xie;区 ou;查 zha;曾 zeng;任 ren;朴 piao|pu;盖 ge|gai;乐 yue|le;翟 zhai|di;覃 qin|tan;缪 miao|mou;' +
    '宓 mi|fu;员 yun|yuan;折 she;燕 yan;华 hua;黑 he|hei;种 chong;秘 bi|mi;洗 xian;冼 xian;句 gou;召 shao;能 nai|neng;宁 ning;' +
    '晟 cheng|sheng;谌 chen|shen;隗 wei|kui;郗 xi|chi;佴 nai;葛 ge;纪 ji;应 ying;车 che;石 shi;尉 wei|yu;柏 bai|bo;薄 bo;卜 bu;' +
    '藏 zang;晁 chao;都 du;费 fei|bi;干 gan;过 guo;哈 ha;郇 xun|huan;靓 jing;阚 kan;会 kuai;逯 lu;那 na;粘 nian;乜 nie;繁 po;' +
    '逄 pang;戚 qi;强 qiang;瞿 qu;撒 sa;洒 sa;萨 sa;塞 sai;邵 shao;少 shao;佘 she;莘 shen|xin;褚 chu;眭 sui;澹 tan;汤 tang;' +
    '佟 tong;危 wei;韦 wei;冯 feng;相 xiang;幸 xing;行 xing;宿 su;洪 hong;要 yao;阴 yin;於 yu;俞 yu;郁 yu;臧 zang;祭 zhai|ji;' +
    '訾 zi;贾 jia;沈 shen;叶 ye;余 yu;吕 lv;长 chang;重 chong;降 jiang;角 jue;贲 ben;奇 qi;盛 sheng;殷 yin;殖 zhi;六 lu;尹 yin;' +
    '曲 qu;仉 zhang;令狐 ling_hu;尉迟 yu_chi;万俟 mo_qi;澹台 tan_tai;长孙 zhang_sun;鲜于 xian_yu;单于 chan_yu;乐正 yue_zheng;' +
    '亓官 qi_guan;宰父 zai_fu;呼延 hu_yan;皇甫 huang_fu;夏侯 xia_hou;拓跋 tuo_ba;欧阳 ou_yang;仲长 zhong_chang;颛孙 zhuan_sun;' +
    '濮阳 pu_yang;宗政 zong_zheng;谷梁 gu_liang;子车 zi_ju;公冶 gong_ye'
  )
    .split(';')
    .map((entry) => {
      const [surname = '', readings = ''] = entry.split(' ');
      return [surname, readings.split('|').map((reading) => reading.replace('_', ' '))];
    }),
);
