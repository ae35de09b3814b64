"""The first rules of a park with plain-language explanations; the operator replaces them with its own."""

#: (code, kind, name, English name, [(article, English, explanation, English explanation)])
RULES: list[tuple[str, str, str, str, list[tuple[str, str, str, str]]]] = [
    (
        "GZ-01",
        "park",
        "管理规约",
        "Management covenant",
        [
            (
                "公共通道、楼梯间和消防通道不得堆放货物、停放车辆。",
                "No goods or vehicles may stand in corridors, staircases or fire lanes.",
                "通道要让人跑得出去、消防车进得来。临时装卸请用装卸区，最多停 30 分钟。",
                "People must get out, the fire engine in. To load, please use the loading bay, 30 minutes at most.",
            ),
            (
                "每日 22:00 至次日 07:00 不进行产生噪声的装卸和施工。",
                "No loading and no works that make noise from 22:00 to 07:00.",
                "宿舍区有人休息。确需夜间作业，请提前一天到前台登记，我们会通知邻近住户。",
                "People sleep in the dormitory. If night work can't be avoided, tell the front desk a day before.",
            ),
            (
                "生活垃圾投放到各栋垃圾房，工业废料由产生单位自行清运。",
                "Household waste goes to the waste room of each building; producers remove their industrial waste.",
                "垃圾房每日 07:00 和 18:00 清运两次。工业废料混入会被环保部门处罚。",
                "Waste rooms are emptied at 07:00 and 18:00. Mixed-in industrial waste is fined by the authority.",
            ),
        ],
    ),
    (
        "GZ-02",
        "park",
        "装修管理规定",
        "Decoration rules",
        [
            (
                "装修须先申请，经审批并取得施工许可证后方可施工。",
                "Decoration starts only after the application is approved and the permit is issued.",
                "先审图是为了不伤结构和消防。一般 5 个工作日内答复。",
                "We check the drawings for structure and fire protection, usually within 5 working days.",
            ),
            (
                "不得改动承重结构、消防设施和燃气管道。",
                "Load-bearing structure, fire systems and gas pipes may not be touched.",
                "这几样关系全楼安全，法律也不允许。需要调整布局，维修部可以帮您看图出主意。",
                "The whole building depends on them and the law forbids it. Maintenance gladly looks at your plans.",
            ),
        ],
    ),
    (
        "GZ-03",
        "park",
        "停车与车辆管理规定",
        "Parking and vehicle rules",
        [
            (
                "机动车凭出入证停放在登记的车位；访客车辆停放访客区。",
                "Vehicles with a pass stand on their registered space; visitors use the visitors' area.",
                "一车一位，占了别人的位，别人就回不来。访客停车两小时内免费。",
                "One car, one space. Visitors park free for two hours.",
            ),
            (
                "园区内限速 15 公里，货车按指定路线行驶。",
                "The speed limit is 15 km/h; lorries keep to the marked route.",
                "园区里有步行上下班的员工，慢一点，大家都安全。",
                "Many people walk to work here. Slow is safe for everyone.",
            ),
        ],
    ),
    (
        "GZ-04",
        "park",
        "收费公示与缴费规定",
        "Fees and payment rules",
        [
            (
                "水电费按表计量，单价按公示价执行，不加价。",
                "Water and power are metered and charged at the published price without mark-up.",
                "每期账单写明上次、本次读数和倍率，您可以到前台对表。",
                "Each bill shows both readings and the multiplier; come to the desk and compare with the meter.",
            ),
            (
                "对账单有疑问的，可在到期日前提出异议，复核期间不计违约金。",
                "Question a bill before its due date; no late fee runs while it is checked.",
                "我们先复核再收，查清楚了再告诉您结果。",
                "We check first and tell you the result before anything is collected.",
            ),
        ],
    ),
    (
        "ZY-01",
        "code",
        "职业规范",
        "Professional code",
        [
            (
                "见面先说「您好」，请人帮忙说「请」，问完说「谢谢」，有差错或添了麻烦说「对不起」。",
                "Greet first; say please when you ask, thank you when you are done, sorry for a fault or trouble.",
                "礼貌是服务的第一步。您来到前台或打来电话，听到的第一句话应当是「您好」。",
                "Courtesy comes first. At the desk and on the phone, the first words you hear are a greeting.",
            ),
            (
                "来访、来电、投诉当场记录，当天有结果或答复期限，不推诿，不让人跑第二趟。",
                "Visits, calls and complaints are written down at once, with a result or a date for one the same day; "
                "nobody is sent from door to door.",
                "谁接待谁负责到底。您只需要说一次，编号和负责人我们都会告诉您。",
                "Whoever receives you sees it through. You say it once; we tell you the number and the person.",
            ),
            (
                "租户不理解规定时，讲清道理，将心比心，不以「规定就是这样」作答。",
                "Where a tenant does not understand a rule, explain the reason and put yourself in their place; "
                "“that is the rule” is no answer.",
                "每条规定都有原因。您有疑问尽管问，我们逐条解释，也欢迎您提出修改建议。",
                "Every rule has its reason. Ask, and we explain it; suggestions to change it are welcome.",
            ),
            (
                "收费只按公示的项目和标准，当面开具收据，当天上缴，不代收代管与工作无关的钱物。",
                "Collect only published fees at published prices, give a receipt at once, hand the money in the same "
                "day, keep no money or goods that are not part of the work.",
                "您交的每一笔钱都有带编号的收据，可以扫码核对。没有收据，请不要付款。",
                "Every payment has a numbered receipt that you can check by its code. Please don't pay without one.",
            ),
            (
                "不接受租户、装修单位和供应商的礼金、礼品、宴请和回扣；无法当场退回的，当天交经理登记。",
                "Take no money, gifts, meals or commission from tenants, decorators or suppliers; what can't be "
                "returned on the spot goes to the manager and into the book the same day.",
                "办事不需要送礼，送了也不会更快。遇到索要，请直接找项目经理。",
                "No gift is needed and none makes it faster. If somebody asks for one, go to the project manager.",
            ),
            (
                "不泄露租户的电话、证件、经营情况和投诉内容，查阅须有工作理由并留下记录。",
                "Never pass on tenants' phone numbers, papers, business matters or complaints; looking them up needs a "
                "reason from the work and leaves a record.",
                "您的资料只用于办理您的事项。谁看过、为什么看，系统都有记录。",
                "Your data serve your own matter only. Who looked, and why, is on record.",
            ),
            (
                "与本人、亲属有关的投诉、审批和收款，主动说明，由别人办理。",
                "Say so when a complaint, approval or payment concerns yourself or your family, and let somebody else "
                "handle it.",
                "投诉某位员工时，这位员工看不到、也不会经手您的投诉。",
                "If you complain about one of us, that person neither sees nor handles your complaint.",
            ),
            (
                "按时到岗，佩戴工牌，仪容整洁；离岗交接清楚，当天的工作当天记录。",
                "Be at your post on time, with a badge and tidy; hand over clearly when you leave, and record the "
                "day's work the same day.",
                "工作时间总能找到人。换班不断档，您的事情由接班的人继续办。",
                "In working hours somebody is always there. When shifts change, the next colleague goes on with it.",
            ),
            (
                "发现火情、燃气泄漏、漏水、电梯困人等险情，先救人、先报告，再做记录。",
                "In fire, gas leak, flooding or a stuck lift: help people first, report at once, write it down after.",
                "遇到险情请立即打值班室电话，24 小时有人接听。",
                "In danger call the duty room at once; somebody answers day and night.",
            ),
        ],
    ),
]
