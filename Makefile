# GNU make 4. Every target installs what it needs first (tools/setup); the work itself is in tools/.
.DEFAULT_GOAL := help
.PHONY: help build demo check test test-wordpress conformance fuzz prove dist install header bench clean

help: ## 显示本说明 / show this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26

build: ## 构建库与程序到 target/release / build library and program into target/release
	@tools/setup build
	@tools/build

demo: ## 用沙箱网关发一条短信和一个语音验证码 / send a text and a voice code to the sandbox gateway
	@tools/setup demo
	@tools/build
	@tools/demo

check: ## 快速检查：格式、lint、文档、Rust 测试 / the quick part: format, lints, docs, Rust tests
	@tools/setup check
	@tools/test --quick

test: ## 全部测试；末行是 N passed, N failed / everything; the last line is N passed, N failed
	@tools/setup test
	@tools/test

test-wordpress: ## WordPress 插件的测试 / the tests of the WordPress plugin
	@tools/setup test
	@tools/build
	@tools/test wordpress

conformance: ## 所有语言跑同一套用例，打印表格 / the same cases in every language, as a table
	@tools/setup test
	@tools/build
	@tools/windows-build --library
	@tools/conformance

fuzz: ## 模糊测试，每个目标用 SECONDS 秒处理器时间（默认 60） / fuzz each target for SECONDS of the processor (default 60)
	@tools/setup fuzz
	@tools/fuzz --seconds $(or $(SECONDS),60)

prove: ## 文档中数字的由来，TIER=quick（默认）、long 或 all / what the figures in docs come from, TIER=quick (default), long or all
	@tools/setup test
	@tools/setup bench
	@tools/setup fuzz
	@tools/prove --tier $(or $(TIER),quick)

dist: ## 打包 Windows 版与 WordPress 插件到 dist/ / pack what Windows and WordPress users get into dist/
	@tools/setup dist
	@tools/windows-build
	@tools/dist
	@tools/wordpress-dist

install: ## 把构建好的装到 PREFIX（默认 /usr/local） / install what was built under PREFIX (default /usr/local)
	@tools/install

header: ## 重新生成头文件与对照表 / regenerate the header and the tables
	@tools/setup build
	@tools/regenerate

bench: ## 性能测试 / benchmarks
	@tools/setup bench
	@tools/build
	@tools/bench

clean: ## 删除构建产物 / remove what was built
	rm -rf target dist
