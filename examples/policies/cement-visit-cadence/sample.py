#!/usr/bin/env python3
"""Writes a year of a cement works' customer care as CSV files: 240 customers, 8 staff, 2023-11-01 to 2024-10-31.

    python3 sample.py FOLDER

The same files on every machine: the numbers come from a generator of fixed seed below, nothing else is read.
All names are made up. The files and their columns are described by the mappings in log/.
"""

import csv
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

FIRST, LAST = date(2023, 11, 1), date(2024, 10, 31)
PEAK = range(3, 11)  # months; the regulation names none
LARGE = 10000  # tonnes in 365 days

# Public holidays of the year, and weekend days on which people work instead.
HOLIDAYS = {date(2024, 1, 1), date(2024, 6, 10)}
for first, days in ((date(2024, 2, 10), 8), (date(2024, 4, 4), 3), (date(2024, 5, 1), 5), (date(2024, 9, 15), 3),
                    (date(2024, 10, 1), 7)):
    HOLIDAYS.update(first + timedelta(days=k) for k in range(days))
MAKE_UP = {date(2024, 2, 4), date(2024, 2, 18), date(2024, 4, 7), date(2024, 4, 28), date(2024, 5, 11),
           date(2024, 9, 14), date(2024, 9, 29), date(2024, 10, 12)}

STAFF = [
    # key, name, unit, superior, qualified technician
    ("m1", "刘建国", "after_sales", "", ""),
    ("s1", "王芳", "after_sales", "m1", ""),
    ("s2", "李强", "after_sales", "m1", ""),
    ("s3", "赵敏", "after_sales", "m1", ""),
    ("s4", "孙丽", "after_sales", "m1", ""),
    ("s5", "陈伟", "after_sales", "m1", ""),
    ("t1", "周师傅", "technical_quality", "", "true"),
    ("t2", "小杨", "technical_quality", "", "false"),
]
UNITS = [("after_sales", "售后服务部"), ("technical_quality", "技术质检部"), ("production", "生产部"), ("sales", "销售部")]
PLACES = ["长春", "吉林", "四平", "伊通", "公主岭", "双阳", "九台", "德惠", "榆树", "农安", "辽源", "东丰", "东辽", "通化", "梅河口",
          "辉南", "柳河", "白山", "松原", "扶余", "白城", "洮南", "延吉", "敦化", "蛟河", "桦甸", "舒兰", "磐石", "永吉", "梨树"]
TRADES = ["建筑工程公司", "混凝土搅拌站", "水泥制品厂", "路桥工程公司", "建材商店", "房地产公司", "水利工程处", "预制构件厂"]


class Numbers:
    """SplitMix64: small, and the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() % n

    def chance(self, per_mille):
        return self.below(1000) < per_mille

    def pick(self, items):
        return items[self.below(len(items))]


def works(day):
    return day in MAKE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def working_day_after(day, count):
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


def at(numbers, day, first_hour=8, last_hour=17):
    minute = first_hour * 60 + 30 + numbers.below((last_hour - first_hour) * 60)
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)


def in_peak(day):
    return day.month in PEAK


def month_end(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def half_months():
    day = FIRST
    while day <= LAST:
        yield day, day.replace(day=15)
        yield day.replace(day=16), month_end(day)
        day = month_end(day) + timedelta(days=1)


def weeks():
    day = FIRST + timedelta(days=(7 - FIRST.weekday()) % 7)
    while day <= LAST:
        yield day, day + timedelta(days=6)
        day += timedelta(days=7)


def months():
    day = FIRST
    while day <= LAST:
        yield day, month_end(day)
        day = month_end(day) + timedelta(days=1)


def owed_calls():
    """Weeks that end in the peak season, half-months that do not."""
    yield from (bucket for bucket in weeks() if in_peak(bucket[1]))
    yield from (bucket for bucket in half_months() if not in_peak(bucket[1]))


def owed_visits():
    yield from (bucket for bucket in half_months() if in_peak(bucket[1]))
    yield from (bucket for bucket in months() if not in_peak(bucket[1]))


def day_in(numbers, bucket):
    days = [bucket[0] + timedelta(days=k) for k in range((bucket[1] - bucket[0]).days + 1)]
    usual = [day for day in days if works(day)]
    return numbers.pick(usual if len(usual) >= 3 else days)


class Year:
    def __init__(self):
        self.numbers = Numbers(20240229)
        self.course = Numbers(20240301)  # what becomes of findings and complaints
        self.customers, self.flags, self.contacts, self.orders = [], [], [], []
        self.findings, self.replies, self.complaints, self.sent, self.files = [], [], [], [], []
        self.solved, self.confirmed = [], []

    def make(self):
        agents = ["s1", "s2", "s3", "s4", "s5"]
        names = [place + trade for trade in TRADES for place in PLACES]
        for i, name in enumerate(names):
            key = f"c{i + 1:03}"
            owner = agents[i % len(agents)]
            size = "large" if i % 12 == 5 else "medium" if i % 3 == 1 else "small"
            self.customers.append((key, name, owner))
            if i % 40 == 7:
                self.flags.append((key, "m1", "2023-11-01 09:30", self.numbers.pick(["省级重点工程供应商", "多年老客户，影响面大"])))
                self.file(key, owner, date(2023, 11, 1), "key")
            self.order_year(key, owner, size)
            self.contact_year(key, owner)

    def order_year(self, key, owner, size):
        n = self.numbers
        base = {"large": 1100, "medium": 180, "small": 35}[size]
        total, crossed = 0, None
        for first, last in months():
            for _ in range(2 if in_peak(first) else 1):
                if size == "small" and n.chance(500):
                    continue
                tonnes = base * (70 + n.below(60)) // 100
                tonnes = tonnes if in_peak(first) else tonnes // 2
                day = day_in(n, (first, last))
                total += tonnes
                self.orders.append((key, at(n, day), tonnes))
        running = 0
        for order in sorted(o for o in self.orders if o[0] == key):
            running += order[2]
            if running >= LARGE and crossed is None:
                crossed = order[1].date()
        if crossed is not None:
            self.file(key, owner, crossed, "key")
            if n.chance(850):
                self.sent.append((key, owner, at(n, working_day_after(crossed, 1 + n.below(8))), "handbook"))
        elif total < LARGE and n.chance(950):
            self.sent.append((key, owner, at(n, working_day_after(FIRST, 3 + n.below(40))), "sheet"))

    def file(self, key, owner, day, grade):
        if self.numbers.chance(900):
            self.files.append((key, owner, at(self.numbers, working_day_after(day, 1 + self.numbers.below(4))), grade))

    def contact_year(self, key, owner):
        n = self.numbers
        for kind, buckets in (("电话", owed_calls()), ("走访", owed_visits())):
            for bucket in buckets:
                if n.chance(15):
                    continue  # forgotten
                day = day_in(n, bucket)
                if owner == "s4" and date(2024, 10, 10) <= day <= date(2024, 10, 12):
                    continue  # ill, and nobody stood in
                self.contact(kind, key, owner, at(n, day))
        if n.chance(100):
            self.complain(key, owner, at(n, day_in(n, (FIRST + timedelta(days=30), LAST))))

    def contact(self, kind, key, owner, when):
        n = self.numbers
        technician = ""
        if kind == "走访" and n.chance(300):
            technician = "t2" if n.chance(30) else "t1"
        late = n.chance(13)
        filed = max(at(n, working_day_after(when.date(), 2 + n.below(5) if late else n.below(2))), when + timedelta(minutes=20))
        demand = n.pick(["无", "无", "无", "下月约%d吨" % (20 + 10 * n.below(40)), "希望送货提前"])
        fields = (n.pick(["强度稳定", "强度稳定", "凝结正常", "凝结稍慢"]), n.pick(["满意", "满意", "一般"]),
                  n.pick(["满意", "满意", "送货慢"]), n.pick(["无", "无", "无", "包装破损"]), demand)
        number = len(self.contacts) + 1
        self.contacts.append((f"{number:05}", kind, key, owner, when, technician, filed, *fields))
        if n.chance(50):
            self.find(key, owner, when + timedelta(minutes=10))

    def find(self, key, owner, when):
        n = self.numbers
        number = f"f{len(self.findings) + 1:04}"
        topic, note = n.pick([("质量", "凝结时间偏长"), ("质量", "袋装水泥结块"), ("服务", "送货不及时"), ("服务", "开票慢"),
                              ("需求", "需要缓凝水泥"), ("需求", "咨询大坝水泥")])
        promise = when.date() + timedelta(days=3 + n.below(8)) if n.chance(400) else ""
        self.findings.append((number, "回访", key, owner, when, topic, "true" if n.chance(40) else "", promise, note))
        self.settle(number, key, owner, when, self.reply(number, key, owner, when, promise))

    def complain(self, key, owner, when):
        n = self.numbers
        number = f"k{len(self.complaints) + 1:04}"
        promise = when.date() + timedelta(days=2 + n.below(5))
        self.complaints.append(number)
        self.findings.append((number, "投诉", key, owner, when, "", "true" if n.chance(200) else "", promise,
                              n.pick(["强度不足", "少重量", "态度差"])))
        self.settle(number, key, owner, when, self.reply(number, key, owner, when, promise))
        self.file(key, owner, when.date(), "complained")

    def reply(self, number, key, owner, when, promise):
        n = self.numbers
        if not promise or n.chance(4):
            return None
        last = max((promise - when.date()).days, 1)
        day = promise + timedelta(days=1 + n.below(5)) if n.chance(60) else when.date() + timedelta(days=1 + n.below(last))
        self.replies.append((number, key, owner, at(n, day)))
        return self.replies[-1][3]

    def settle(self, number, key, owner, when, replied):
        """A major problem is solved by the superior, anything else by the reply; then the customer is asked."""
        major = self.findings[-1][6]
        if not major and replied is None:
            return
        settled = self.solve(number, key, when) if major else replied
        while not self.confirm(number, key, owner, settled):
            settled = self.solve(number, key, self.confirmed[-1][3])

    def solve(self, number, key, when):
        self.solved.append((number, key, "m1", at(self.course, working_day_after(when.date(), 1 + self.course.below(6)))))
        return self.solved[-1][3]

    def confirm(self, number, key, owner, when):
        satisfied = self.course.chance(930)
        self.confirmed.append((number, key, owner, at(self.course, working_day_after(when.date(), 1 + self.course.below(4))),
                               "true" if satisfied else "false"))
        return satisfied

    def write(self, folder):
        def table(name, header, rows):
            with open(folder / name, "w", encoding="utf-8", newline="") as file:
                out = csv.writer(file, lineterminator="\n")
                out.writerow(header)
                for row in rows:
                    out.writerow(cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else cell for cell in row)

        table("units.csv", ("unit", "name"), UNITS)
        table("staff.csv", ("staff", "name", "unit", "superior", "qualified"), STAFF)
        table("customers.csv", ("customer", "name", "owner"), self.customers)
        table("key-customers.csv", ("customer", "by", "at", "reason"), self.flags)
        table("orders.csv", ("customer", "at", "tonnes"), self.orders)
        table("contacts.csv", ("no", "kind", "customer", "by", "at", "technician", "recorded", "performance",
                               "product_quality", "service_quality", "complaints", "demand"), self.contacts)
        table("findings.csv", ("no", "kind", "customer", "by", "at", "topic", "major", "promise", "note"), self.findings)
        table("replies.csv", ("to", "customer", "by", "at"), self.replies)
        table("solved.csv", ("to", "customer", "by", "at"), self.solved)
        table("confirmed.csv", ("to", "customer", "by", "at", "satisfied"), self.confirmed)
        table("sent.csv", ("customer", "by", "at", "item"), self.sent)
        table("files.csv", ("customer", "by", "at", "grade"), self.files)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    year = Year()
    year.make()
    year.write(folder)


if __name__ == "__main__":
    main()
