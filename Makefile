.PHONY: build test race lint fuzz bench soak cover check

build:
	go build -o leadferry .
test:
	go test ./...
race:
	go test -race ./...
lint:
	go vet ./... && go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run
fuzz:
	bench/fuzz.sh 300000x
bench:
	bench/bench.sh
soak:
	LEADFERRY_SOAK=300 go test -v -timeout 2h -run 'Verified|Drift|Chats|Faults|Killed|Turns|SpoolCut|Superseded' ./listing ./exporter
	LEADFERRY_SOAK=200 go test -v -timeout 1h -run 'KilledExports|ResumedImport|StrangeLeads|Naughty' .
	LEADFERRY_SOAK=1 go test -v -run 'Targets|Followed|Simulated' ./ratelimit
	LEADFERRY_SOAK=300 go test -v -timeout 1h -run 'Flipped|KilledBackups|TestCron' ./backup .
	LEADFERRY_SOAK=300 go test -v -timeout 1h -count 25 -run OneBackup .
cover:
	go test -coverprofile=coverage.out ./... && go tool cover -func=coverage.out | tail -1
check:
	test -z "$$(gofmt -l .)" && go vet ./... && go mod tidy -diff && go test -race ./... && $(MAKE) lint
