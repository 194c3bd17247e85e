// Judge makes the benchmark's input and judges what the programs make of it. It shares nothing with
// leadferry, so that it cannot share its faults.
//
//	judge leads    writes a spreadsheet of made-up leads
//	judge digest   counts and hashes the leads of a server or a file
//	judge limit    serves writes under a limit, and reports their rate
//	judge time     runs a command, and records its time and memory
package main

import (
	"flag"
	"log"
	"os"
)

func main() {
	commands := map[string]func(*flag.FlagSet, []string) error{
		"leads": writeLeads, "digest": digest, "limit": limit, "time": measure,
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		log.Fatal("usage: judge leads|digest|limit|time [FLAGS]")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	if err := commands[os.Args[1]](flags, os.Args[2:]); err != nil {
		log.Fatal(err)
	}
}
