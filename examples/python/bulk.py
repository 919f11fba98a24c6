"""给表格里的每个人各发一条，每个号码只发一次 / one message for each row of a table, each sent once: bulk.py CUSTOMERS.csv"""
import csv
import sys
import time
from pathlib import Path

import ihuyi
from ihuyi import BulkState, RowState

if len(sys.argv) < 2:
    sys.exit(__doc__)
table = Path(sys.argv[1])
try:
    with ihuyi.Client() as client, client.bulk(table.with_suffix(".journal"), hours="09:00-20:30") as bulk:
        if bulk.status().state is BulkState.PLANNING:  # 第一次运行；以后任务文件已经在了 / the first time; later the journal is there
            with open(table, encoding="utf-8-sig", newline="") as file:  # GBK 的表格写 gbk / gbk for a table in GBK
                for customer in csv.DictReader(file):
                    name, code = customer["姓名"], customer["取货码"]
                    added = bulk.add(customer["手机号码"], f"{name}您好，您的订单已到店，取货码{code}。", code)
                    if added.left_out:
                        print("不发 / left out:", code, added.message)
        progress = bulk.run(0)  # 写下计划，不发送 / writes the plan and sends nothing
        print(f"待发 {progress.planned} 行，全部计费 {progress.segments} 条 / rows that wait, messages billed in all")
        input("回车开始，Ctrl-C 停下 / Enter begins, Ctrl-C stops: ")
        while progress.state in (BulkState.READY, BulkState.PAUSED):
            if progress.state is BulkState.PAUSED:  # 不在时段内，或网络不通 / outside the hours, or no network
                print(progress.message)
                time.sleep(progress.wait)
            progress = bulk.run(1)  # 发一秒钟 / sends for a second
            print(f"已受理 / accepted: {progress.accepted}/{progress.rows}")
        for row in bulk.rows(RowState.REFUSED):
            print("被拒绝 / refused:", row.reference, row.code, row.message)
        for row in bulk.rows(RowState.UNKNOWN):
            print("结果未知，不要重发 / nobody knows, do not resend:", row.reference, row.masked_mobile)
        if progress.state is BulkState.HALTED:  # 排除原因，再运行一次 / mend the cause and run it again
            sys.exit(progress.message)
except KeyboardInterrupt:
    sys.exit("已停下，再运行一次就接着发 / stopped; run it again and it goes on")
except ihuyi.IhuyiError as error:
    sys.exit(str(error))
