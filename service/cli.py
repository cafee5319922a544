"""`guitu`: the command line.

    guitu build samples            文件或文件夹入库
    guitu check 规划.txt           只检查，不入库
    guitu owners --unit 区卫健局   哪个单位负责什么
    guitu search 放学没人接孩子    各地怎么做

Exit status: 0 done; 1 some file could not be read, the others were done; 2 nothing could be done.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, NoReturn

from graph.errors import GuituError, reason
from graph.vocabulary import own_folder_of

DATA: Final = "GUITU_DATA"  # the data folder where none is given
# command → what it does, in the order of use; the module is service.commands.NAME
COMMANDS: Final = {
    "build": "把规划文件或文件夹入库，给出规划一览与问题",
    "check": "只检查文件，不入库；逐条列出问题及处理办法",
    "remove": "从库里移除文件",
    "search": "按意思和用词查找各地措施、目标",
    "similar": "同一条措施在其他地方怎么写",
    "compare": "并列比较几条措施",
    "topics": "各规划共有的措施主题，谁有谁缺",
    "ask": "用大白话提问：谁牵头、定多少、谁引用、怎么做",
    "owners": "哪个单位牵头、负责什么；可导出目标责任分解表",
    "indicators": "各规划的指标与目标值",
    "laws": "引用了哪些法律法规和文件，在哪里引用",
    "coverage": "主题与规划对照：有、部分、没有，附依据",
    "graph": "图的度量：部门往来、规划相近、桥梁法规、措施群落；可导出给 Gephi",
    "serve": "在浏览器里用：页面和接口",
    "eval": "用评测集衡量检索质量",
    "export": "导出整个图：jsonl、csv、graphml、cypher、jsonld",
    "push": "把图推送到 Neo4j 服务器；只写有差别的部分",
    "bloom": "在 Neo4j Bloom 里看图：写出视角文件（配色、名称、检索短语）",
}


# What argparse says of wrong arguments, in the user's language.
_MESSAGES: Final = {
    "the following arguments are required: ": "缺少参数 ",
    "unrecognized arguments: ": "不认识的参数 ",
    "invalid choice: ": "不能是 ",
    "choose from": "可以是",
    "expected one argument": "后面要有一个值",
    "expected at least one argument": "后面至少要有一个值",
    "invalid float value: ": "应是数字，不能是 ",
    "invalid int value: ": "应是整数，不能是 ",
    "argument ": "参数 ",
}


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help whose own words are Chinese."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse with Chinese words for what a user sees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        for english, chinese in _MESSAGES.items():
            message = message.replace(english, chinese)
        self.exit(2, f"{self.prog}：{message}。\n运行 {self.prog} --help 查看用法。\n")


def _top() -> _Parser:
    width = max(map(len, COMMANDS)) + 2
    listed = "\n".join(f"  {name:<{width}}{what}" for name, what in COMMANDS.items())
    parser = _Parser(
        prog="guitu",
        usage="guitu 命令 [参数…]",
        description="规图 Guitu：把政府规划变成可查询的知识图谱。",
        epilog=f"命令：\n{listed}\n\n每条命令的用法：guitu 命令 --help\n"
        "数据文件夹：--data，否则环境变量 GUITU_DATA，否则当前文件夹下的 guitu-data。\n"
        "自己的词表：环境变量 GUITU_VOCABULARY，否则数据文件夹里的 vocabulary。",
    )
    parser.add_argument("--version", action="store_true", help="显示版本")
    return parser


def plan_path(given: str) -> Path:
    """A path to read; argparse refuses an empty one."""
    if not given.strip():
        raise argparse.ArgumentTypeError("路径是空的")
    return Path(given)


def data_folder(given: Path | None) -> Path:
    """Where the store is: as given, else $GUITU_DATA, else `guitu-data` here."""
    return given if given is not None else Path(os.environ.get(DATA) or "guitu-data")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the process's exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese, or a file name that is no text, must not end the program.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] not in COMMANDS:
        top = _top()
        if words[:1] == ["help"]:
            top.print_help()
            return 0
        if words and not words[0].startswith("-"):
            near = get_close_matches(words[0], COMMANDS, n=1)
            meant = f"是不是 {near[0]}？" if near else f"可用的命令：{'、'.join(COMMANDS)}。"
            print(f"guitu：没有 {words[0]} 这条命令。{meant}", file=sys.stderr)
            return 2
        if words and words[0] not in ("-h", "--help", "--version"):
            print(f"guitu：不认识的参数 {words[0]}；命令要写在最前面。", file=sys.stderr)
            return 2
        if "--version" in words:
            from importlib.metadata import version  # 40 ms that only this needs

            print(f"guitu {version('guitu')}")
        else:
            top.print_help()
        return 0 if words else 2
    name = words[0]
    module = import_module(f"service.commands.{name}")
    parser = _Parser(prog=f"guitu {name}", description=COMMANDS[name])
    module.arguments(parser)
    args = parser.parse_args(words[1:])
    try:
        with own_folder_of(data_folder(getattr(args, "data", None))):
            return int(module.run(args))
    except GuituError as error:
        print(f"guitu {name}：{error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `guitu owners | head`
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the interpreter closes it
        return 0
    except OSError as error:  # a full disk under a redirected output, a closed terminal
        print(f"guitu {name}：输出失败（{reason(error)}）。", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已中断；库里仍是上一次完整的结果。", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
