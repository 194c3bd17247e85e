package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/cluster/turns"
)

// workerOptions are the flags of a worker.
type workerOptions struct {
	engine          engine
	config          string
	storage         storage
	cache           string
	lanes, requests int
	rate            float64
	lag             time.Duration
}

func workerCommand() *cobra.Command {
	var o workerOptions
	cmd := &cobra.Command{
		Use: "worker --store s3://BUCKET/PREFIX", Args: cobra.NoArgs, Short: "Do the turns of lanes on this machine, until it is stopped",
		Long: `Do the turns of lanes on this machine, until it is stopped by Ctrl-C or SIGTERM.

Start it on as many machines as you like, all with the same config file, tokens, store and flags. The keys
of the store stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, its address, if it is not Amazon's, in
AWS_ENDPOINT_URL. What is under way stands in the store under _work/, encrypted for the --age-identity that
all workers have.`,
		Example: `  age-keygen -o cluster.key
  leadferry-cluster worker --store s3://backups/bots --age-identity cluster.key`,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	o.engine.add(f)
	config(f, &o.config)
	o.storage.add(f)
	f.StringVar(&o.cache, "cache", "", "folder of this machine for what is under way, in plain (default leadferry/lanes in your cache folder)")
	f.IntVar(&o.lanes, "lanes", 50, "turns at once at most")
	f.IntVar(&o.requests, "workers", 8, "requests of a turn in flight at most")
	f.Float64Var(&o.rate, "rate", 20, "most requests per second for a token whose profile sets no rate, 0 = no ceiling")
	f.DurationVar(&o.lag, "lag", time.Second, "how far behind the server's answers may be, if several machines give them")
	return cmd
}

// run works until the context ends.
func (o *workerOptions) run(ctx context.Context) (err error) {
	work, err := o.open()
	if err != nil {
		return err
	}
	c, err := o.engine.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	if work.Cache, err = turns.OpenCache(o.cacheFolder()); err != nil {
		return err
	}
	defer func() {
		if failed := work.Cache.Close(); err == nil {
			err = failed
		}
	}()
	work.Beat = func(ctx context.Context, task []byte, details ...any) error {
		return c.RecordActivityHeartbeat(ctx, task, details...)
	}
	work.Give = func(ctx context.Context, id string, j lane.Job) error { return lane.Enlist(ctx, c, id, j) }
	return o.serve(ctx, c, work)
}

// serve takes tasks from the engine until the context ends, and then ends the turns under way.
func (o *workerOptions) serve(ctx context.Context, c client.Client, work *turns.Worker) error {
	w := worker.New(c, lane.Queue, worker.Options{
		MaxConcurrentActivityExecutionSize: o.lanes, WorkerStopTimeout: 20 * time.Second, DisableRegistrationAliasing: true,
	})
	w.RegisterWorkflowWithOptions(lane.Lane, workflow.RegisterOptions{Name: lane.Workflow})
	w.RegisterWorkflowWithOptions(lane.Everyone, workflow.RegisterOptions{Name: lane.EveryoneName})
	w.RegisterActivity(work)
	if err := w.Start(); err != nil {
		return fmt.Errorf("start to work for the engine: %w", err)
	}
	fmt.Fprintln(os.Stderr, "ready: this worker does turns for the lanes, until it is stopped")
	<-ctx.Done()
	w.Stop()
	return nil
}

// open reads the keys and finds the store.
func (o *workerOptions) open() (*turns.Worker, error) {
	local := filepath.Join(o.cacheFolder(), "buckets")
	all, err := o.storage.place("", local)
	if err != nil {
		return nil, err
	}
	identity, err := o.storage.key()
	if err != nil {
		return nil, err
	}
	place := func(profile string) (backup.Place, error) { return o.storage.place(profile, local) }
	compressor, err := backup.NewCompressor(runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	return &turns.Worker{
		Bots: turns.Bots{Config: configPath(o.config), UserAgent: "leadferry-cluster/" + version(), Rate: o.rate, Workers: o.requests, Lag: o.lag},
		Work: all, Place: place, Compressor: compressor, Tool: "leadferry-cluster " + version(), Identity: identity,
	}, nil
}

// cacheFolder is where what is under way stands on this machine.
func (o *workerOptions) cacheFolder() string {
	if o.cache != "" {
		return o.cache
	}
	return usualCache()
}

// version is the module's version.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
