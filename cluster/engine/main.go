// Engine is Temporal's own server with a file of SQLite behind it: for trials on one machine, and for the
// tests of the cluster. It survives being killed. For work that counts run Temporal on PostgreSQL.
//
//	engine -database FILE [-address 127.0.0.1:7233] [-namespace leadferry]
//
// It serves until it gets SIGINT or SIGTERM, or until its standard input ends if -attached is given: then
// it does not outlive the program that started it.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/temporal"
)

func main() {
	var o options
	flag.StringVar(&o.database, "database", "", "the file of SQLite; it is made")
	flag.StringVar(&o.address, "address", "127.0.0.1:7233", "host and port to listen at, in digits")
	flag.StringVar(&o.namespace, "namespace", "leadferry", "the namespace, which is made")
	flag.BoolVar(&o.attached, "attached", false, "stop when the standard input ends")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "engine:", err) //nolint:errcheck // there is nobody else to tell
		os.Exit(1)
	}
}

type options struct {
	database, address, namespace string
	attached                     bool
}

func run(o options) error {
	host, text, err := net.SplitHostPort(o.address)
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("the port %q is no number", text)
	}
	if o.database == "" {
		return fmt.Errorf("name the file of the database with -database")
	}
	conf := configure(o.database, host, port)
	if err := prepare(conf, o.namespace); err != nil {
		return err
	}
	mapper, err := authorization.GetClaimMapperFromConfig(&conf.Global.Authorization, log.NewNoopLogger())
	if err != nil {
		return err
	}
	server, err := temporal.NewServer(
		temporal.WithConfig(conf),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithLogger(log.NewNoopLogger()),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return mapper }),
		temporal.WithDynamicConfigClient(settings()),
		temporal.InterruptOn(interrupted(o.attached)),
	)
	if err != nil {
		return err
	}
	return server.Start() // until it is interrupted
}

// interrupted returns what ends the server.
func interrupted(attached bool) <-chan any {
	if !attached {
		return temporal.InterruptCh()
	}
	ended := make(chan any, 1)
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		ended <- err
	}()
	return ended
}
