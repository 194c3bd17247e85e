.PHONY: build test race lint fuzz libreoffice bench soak proof pace messages cover check snapshot package windows licences vulnerable workflows cluster cluster-engine cluster-e2e

build:
	go build -pgo=bench/default.pgo -o leadferry .
test:
	go test ./...
race:
	go test -race -timeout 20m ./...
lint:
	go vet ./... && go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run
	cd cluster && go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run -c ../.golangci.yml
fuzz:
	.ci/fuzz 300000x
libreoffice: # which must be installed
	LEADFERRY_LIBREOFFICE=$$(command -v soffice) go test -count=1 -timeout 30m -run '^TestLibreOffice' -v ./sheet ./e2e
bench:
	bench/bench.sh
soak: # the tests of kills, moving listings and limits, with many seeds
	LEADFERRY_SOAK=300 go test -v -timeout 2h -run 'Verified|Drift|Chats|Faults|Killed|Turns|SpoolCut|Superseded|Deltas' ./listing ./exporter
	$(MAKE) proof
	LEADFERRY_SOAK=200 go test -v -timeout 1h -run 'DeltaKilled|KilledExports|ResumedImport|StrangeLeads|Naughty' ./e2e
	LEADFERRY_SOAK=30 go test -v -timeout 2h -run 'TestNoSecondLead' ./importer
	$(MAKE) pace
	LEADFERRY_SOAK=300 go test -v -timeout 1h -run 'Flipped|KilledBackups|TestCron' ./backup ./e2e
	LEADFERRY_SOAK=300 go test -v -timeout 1h -count 25 -run OneBackup ./e2e
pace: # how an unknown limit is found and used, as a table
	LEADFERRY_SOAK=30 go test -timeout 1h -count=1 -run 'TestTable' ./ratelimit
messages: # all that the program says, with its place
	LEADFERRY_MESSAGES=1 go test -count=1 -run '^TestMessages$$' ./e2e
proof: # what servers could do to be called verified wrongly
	LEADFERRY_SOAK=300 go test -v -timeout 1h -run 'TestNoFalseProof|TestAny' ./listing
cover:
	go test -coverprofile=coverage.out ./... && go tool cover -func=coverage.out | tail -1
check:
	test -z "$$(gofmt -l .)" && go vet ./... && go mod tidy -diff && go test -race -timeout 20m ./... && $(MAKE) lint
snapshot: # all that a release consists of, for every system, in dist/
	release/build.sh
package: # the same bytes twice; the Debian package in a bare system
	release/check.sh
windows: # the Windows program and some tests, under Wine
	release/windows.sh
licences: # after a change of the dependencies
	release/licences.sh > docs/licences/licences.txt
vulnerable: # known holes in what the program calls; asks a database
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...
workflows: # are those of the forge well-formed?
	go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
cluster: # the module for several machines, without its engine
	cd cluster && test -z "$$(gofmt -l .)" && go vet ./... && go mod tidy -diff && go test -short ./...
cluster-engine: # once; ten minutes of a processor. The tests and dev find it in the cache folder
	cd cluster/engine && nice -n 19 go build -p 1 -ldflags='-s -w' -o "$${XDG_CACHE_HOME:-$$HOME/.cache}/leadferry/engine" .
cluster-e2e: cluster-engine # workers, the engine and the store are killed, frozen and cut off
	cd cluster && LEADFERRY_SOAK=1 go test -count=1 -timeout 60m -v ./e2e ./turns
