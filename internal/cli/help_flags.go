package cli

// flagGroup is a group of flags on a help page. An entry is a flag and what its value is called.
type flagGroup struct {
	title string
	flags []string
}

// flagGroups are all flags of all commands, in the order of the help pages.
var flagGroups = []flagGroup{
	{"File", []string{
		"output=FILE", "force", "format=FORMAT", "to=FORMAT", "for", "sheet=NAME|all", "encoding=NAME", "delimiter=NAME", "out-delimiter=NAME",
		"quotes=KIND", "header-row=N", "no-header=NAMES", "type", "columns=NAMES",
	}},
	{"Which leads", []string{
		"where=CONDITION", "status=STATUSES", "tag=TAGS", "created-since=TIME", "updated-since=TIME", "seen-since=TIME",
		"since-last", "mark=NAME", "since-snapshot=SNAPSHOT",
	}},
	{"What rows mean", []string{
		"map=COLUMN=FIELD", "map-status=STATUS=STATUS", "map-file=FILE", "save-map=FILE", "dial-code=CODE", "null=TEXTS", "id-from=FIELDS", "on-duplicate", "on-several", "on-bad-contact",
	}},
	{"What is written", []string{
		"tag-others=TAG", "keep", "dry-run", "plan", "plan-file=FILE", "yes", "tags", "blank", "canary=N", "verify", "max-errors=N|N%", "blind", "replace-lists", "other-bot",
	}},
	{"Snapshots", []string{
		"keep-last=N", "keep-daily=N", "keep-weekly=N", "keep-monthly=N", "keep-yearly=N", "keep-within=TIME", "keep-marked=N",
		"age-recipient=KEY", "age-identity=FILE", "max-age=TIME",
	}},
	{"Schedule", []string{"at=HH:MM", "name=NAME"}},
	{"Afterwards", []string{"metrics=FILE", "no-hooks", "ping-url=URL"}},
	{"Report and resume", []string{"report=DIR", "resume", "restart", "allow-shrink"}},
	{"Simulated platform", []string{
		"addr=HOST:PORT", "reset", "bots=N", "leads=N", "non-leads=N", "strange=N", "seed=N", "page-size=N", "latency=TIME", "limit=LIMIT", "fault=FAULT",
		"churn=CHANGES", "put=WORD", "body=WORD", "empty=WORD", "unknown-uuid=WORD", "touch=WORD", "order=WORD", "end=WORD",
		"clock-skew=TIME", "ties=N", "stale=TIME", "cap=N",
	}},
	{"Connection", []string{
		"profile=NAME", "all-profiles", "parallel=N", "sandbox", "token-file=FILE", "config=FILE", "base-url=URL", "bot-id=ID", "customer-id=ID", "rate=N", "max-wait=TIME", "no-test", "test",
	}},
	{"Page in the browser", []string{"backups=DIR", "port=N", "no-browser"}},
	{"Output", []string{"last=N", "quiet", "json", "progress", "version", "help"}},
	{"Advanced", []string{
		"fast", "accept-end", "verify-passes=N", "lag=TIME", "workers=N", "wire", "raw-cells", "allow-unverified", "lock-wait=TIME", "read-header=NAME", "write-header=NAME",
	}},
}
