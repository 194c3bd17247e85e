package check

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/sheet"
)

// withAll makes the flags that end all those that end it for all sheets of one list, where such a list goes on beyond the
// sheet that was read, and the user did not choose that one. Where there is nothing to end, a person may add those sheets.
func withAll(ctx context.Context, in source.Input, o Options, r *Result, err error) (*Result, error) {
	refusal, is := errors.AsType[*Refusal](err)
	var alike, flags []string
	switch {
	case in.Sheet != "":
	case is:
		alike, flags = refusal.Sheets.Alike, refusal.Flags
	case err == nil:
		alike, flags = r.Sheets.Alike, r.Fixes()
	}
	if alike == nil || flags == nil && err != nil {
		return r, err
	}
	in.Sheet, o.Take, o.Offline = sheet.AllSheets, nil, true
	whole, wrong := read(ctx, in, o)
	further, isRefusal := errors.AsType[*Refusal](wrong)
	all := way{flags: []string{"--sheet", in.Sheet}}
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case flags == nil:
		if wrong == nil {
			r.more = fmt.Sprintf("--sheet %s: reads %d more rows, of the sheets with the same columns", in.Sheet, whole.Total()-r.Total())
		}
		return r, nil
	case wrong == nil:
		all = way{append(all.flags, whole.Fixes()...), whole.Decisions()}
	case isRefusal && further.Flags != nil:
		all = way{append(all.flags, further.Flags...), further.Decisions}
	default:
		return r, err // the sheets do not fit together
	}
	if is {
		refusal.Flags, refusal.Decisions = all.flags, all.decisions
	} else {
		r.all = all
	}
	return r, err
}
