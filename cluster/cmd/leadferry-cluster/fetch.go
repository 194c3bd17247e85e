package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
)

// fetching brings to this machine what exports and imports left in the store.
type fetching struct {
	storage storage
	keys    flags.Identities
	ids     []age.Identity
	from    store.Store
}

func fetchCommand() *cobra.Command {
	var o fetching
	cmd := &cobra.Command{
		Use: "fetch NAME [TARGET]", Args: cobra.RangeArgs(1, 2), Short: "Bring the file of an export, or the report of an import, to this machine",
		Long: `Bring the file of an export, or the report of an import, from the store to this machine. NAME is what
leadferry-cluster status shows; TARGET is the file or folder to make, by default the last part of NAME.`,
		Example: `  leadferry-cluster fetch _exports/acme/leads.csv --store s3://backups/bots
  leadferry-cluster fetch _imports/acme/2026-11-29T031500.000Z acme.report --store s3://backups/bots`,
		RunE: func(cmd *cobra.Command, args []string) error {
			name := strings.TrimSuffix(args[0], "/")
			to := strings.TrimSuffix(path.Base(name), sealedEnding)
			if len(args) == 2 {
				to = args[1]
			}
			n, err := o.run(cmd.Context(), name, to)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Fetched %s to %s (%d files).\n", name, to, n)
			return err
		},
	}
	o.storage.addAddress(cmd.Flags())
	o.keys.Add(cmd.Flags())
	return cmd
}

// sealedEnding ends the name of a file that is encrypted.
const sealedEnding = ".age"

// run brings one file, or all files of a folder, and returns their number.
func (o *fetching) run(ctx context.Context, name, to string) (n int, err error) {
	if !strings.HasPrefix(name, lane.Exports) && !strings.HasPrefix(name, lane.Imports) {
		return 0, problem.Usage(fmt.Sprintf("%q is neither an export nor the report of an import", name),
			"give the name that leadferry-cluster status shows; snapshots are read by leadferry backup")
	}
	if o.ids, err = o.keys.Load(); err != nil {
		return 0, err
	}
	if o.from, err = o.storage.place("", filepath.Join(usualCache(), "buckets")); err != nil {
		return 0, err
	}
	if strings.HasPrefix(name, lane.Exports) {
		return 1, o.file(ctx, name, to)
	}
	all, err := o.from.List(ctx, name+"/")
	if err != nil {
		return 0, err
	}
	if len(all) == 0 {
		return 0, problem.Usage("there is no "+name+" in the store", "give the name that leadferry-cluster status shows")
	}
	if err := os.Mkdir(to, 0o700); err != nil {
		return 0, problem.Usage(fmt.Sprintf("the folder cannot be made: %v", err), "name another one: leadferry-cluster fetch "+name+" FOLDER")
	}
	for _, object := range all {
		file := strings.TrimSuffix(path.Base(object.Name), sealedEnding)
		if err := o.file(ctx, object.Name, filepath.Join(to, file)); err != nil {
			return 0, errors.Join(err, os.RemoveAll(to))
		}
	}
	return len(all), nil
}

// file brings one file, which must not be there yet.
func (o *fetching) file(ctx context.Context, name, to string) (err error) {
	in, err := o.from.Get(ctx, name)
	if errors.Is(err, os.ErrNotExist) {
		return problem.Usage("there is no "+name+" in the store", "give the name that leadferry-cluster status shows")
	}
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	var text io.Reader = in
	if strings.HasSuffix(name, sealedEnding) {
		if len(o.ids) == 0 {
			return problem.Usage(name+" is encrypted", "add --age-identity FILE")
		}
		if text, err = age.Decrypt(in, o.ids...); err != nil {
			return fmt.Errorf("%s cannot be decrypted: %w", name, err)
		}
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return problem.Usage(fmt.Sprintf("the file cannot be made: %v", err), "name another one: leadferry-cluster fetch "+name+" TARGET")
	}
	_, err = io.Copy(out, text)
	if err = errors.Join(err, out.Close()); err != nil {
		err = errors.Join(err, os.Remove(to))
	}
	return err
}
