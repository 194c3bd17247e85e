package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/sandbox"
)

// trial is everything on one machine: an engine, a bucket, a simulated platform with a few bots, a worker.
type trial struct {
	program string // the engine's; "" = wherever it is
	bots    int
	folder  string
	worker  workerOptions
}

func devCommand() *cobra.Command {
	var d trial
	cmd := &cobra.Command{
		Use: "dev", Args: cobra.NoArgs, Short: "Try everything on this machine: an engine, a bucket, simulated bots and a worker",
		Long: `Try everything on this machine, with an engine, a bucket and simulated bots of its own. Nothing of it is kept,
and no account is touched. It goes on until Ctrl-C; the lines that it prints are for another terminal.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVar(&d.program, "engine-program", "", "the engine's program (default leadferry-engine beside this one, else leadferry/engine in your cache folder)")
	cmd.Flags().IntVar(&d.bots, "bots", 3, "how many bots the platform has")
	return cmd
}

func (d *trial) run(ctx context.Context, out io.Writer) (err error) {
	began := time.Now()
	if d.folder, err = os.MkdirTemp("", "leadferry-dev-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(d.folder)) }()
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	engine, err := d.startEngine(running, stop)
	if err != nil {
		return err
	}
	defer engine.stop()
	platform, err := sandbox.NewPlatform(sandbox.Believable(), d.bots)
	if err != nil {
		return err
	}
	bots, err := listen(running, platform)
	if err != nil {
		return err
	}
	bucket, err := listen(running, newBucket())
	if err != nil {
		return err
	}
	if err := d.configure(platform, bots); err != nil {
		return err
	}
	surroundings := []string{
		"TEMPORAL_ADDRESS=" + engine.address, "LEADFERRY_CONFIG=" + d.config(), "AWS_ENDPOINT_URL=" + bucket,
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=dev", "AWS_SECRET_ACCESS_KEY=dev",
	}
	for _, one := range surroundings {
		name, value, _ := strings.Cut(one, "=")
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	if err := engine.await(running); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, trialText, time.Since(began).Seconds(), strings.Join(surroundings, " ")); err != nil {
		return err
	}
	d.worker = workerOptions{storage: storage{address: "s3://leads/bots", plain: true}, cache: filepath.Join(d.folder, "cache"), lanes: 50, requests: 8, rate: 20}
	err = d.worker.run(running)
	if cause := context.Cause(running); err == nil && ctx.Err() == nil {
		return cause
	}
	return err
}

const trialText = `Up in %.1fs. In another terminal:

export %s
leadferry-cluster backup start --all-profiles --wait
leadferry-cluster status
leadferry backup check s3://leads/bots --all-profiles
leadferry-cluster export start leads.csv --all-profiles --wait
leadferry-cluster fetch _exports/bot1/leads.csv --store s3://leads/bots
leadferry-cluster import start leads.csv bot1 --store s3://leads/bots --plain --wait

`

func (d *trial) config() string { return filepath.Join(d.folder, "config.toml") }

// configure writes the config file and the tokens.
func (d *trial) configure(p *sandbox.Platform, address string) error {
	var text strings.Builder
	for i, bot := range p.Bots() {
		name := fmt.Sprintf("bot%d", i+1)
		fmt.Fprintf(&text, "[profile.%s]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\ntoken_file = \"%s.token\"\n",
			name, address, bot.BotID, sandbox.DefaultCustomerID, name)
		if err := os.WriteFile(filepath.Join(d.folder, name+".token"), []byte(bot.Token), 0o600); err != nil {
			return err
		}
	}
	return os.WriteFile(d.config(), []byte(text.String()), 0o600)
}
