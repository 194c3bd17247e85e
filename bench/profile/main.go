// Profile runs leadferry and writes where the processor's time went: profile FILE ARGUMENTS...
package main

import (
	"context"
	"log"
	"os"
	"runtime/pprof"

	"github.com/leadferry/leadferry/internal/cli"
)

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		log.Fatal(err)
	}
	code := cli.Main(context.Background(), os.Args[2:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	pprof.StopCPUProfile()
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}
