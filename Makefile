# make demo   install and build the graph of the sample plans
# make test   install what tests need and run every check

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check clean

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/installed-for-tests: pyproject.toml $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e ".[test]"
	touch $@

demo: $(VENV)/installed
	@$(BIN)/guitu build samples --data $(VENV)/demo-data
	@printf '\n%s\n\n' '问：云栖市媳妇在家挨打，这事归哪个局牵头？  guitu ask 云栖市媳妇在家挨打，这事归哪个局牵头'
	@$(BIN)/guitu ask 云栖市媳妇在家挨打，这事归哪个局牵头 --data $(VENV)/demo-data
	@printf '\n%s\n\n' '问：爸妈在外打工，孩子没人管，别处怎么办？  guitu search 爸妈在外打工，孩子没人管'
	@$(BIN)/guitu search 爸妈在外打工，孩子没人管 -k 3 --data $(VENV)/demo-data
	@printf '%s\n' '' \
	  '接下来可以问样例：' \
	  '  $(BIN)/guitu indicators 死亡率 --data $(VENV)/demo-data       各规划的目标值' \
	  '  $(BIN)/guitu laws 妇女权益保障法 --data $(VENV)/demo-data     哪些地方引用了它' \
	  '  $(BIN)/guitu topics --data $(VENV)/demo-data                  各规划共有哪些主题' \
	  '换成自己的文件（数据默认放在 guitu-data）：' \
	  '  $(BIN)/guitu build 你的规划文件夹' \
	  '  $(BIN)/guitu check 你的规划文件夹          逐条列出需要核对的地方' \
	  '  $(BIN)/guitu ask 想问的事                  谁牵头、定多少、谁引用、怎么做' \
	  '  $(BIN)/guitu search 想写的事               各地怎么写，附出处' \
	  '  $(BIN)/guitu owners --unit 区卫生健康局     这个单位牵头、负责什么' \
	  '  $(BIN)/guitu export --format csv 导出文件夹  用 Excel 打开'

test: $(VENV)/installed-for-tests check

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile

clean:
	rm -rf $(VENV)
