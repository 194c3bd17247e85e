package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
)

// Explain separates bad input from an error of the machine, and says what to do about it. name is the
// input's.
func Explain(err error, name string) error {
	if err == nil {
		return nil
	}
	name = source.Title(name)
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return fmt.Errorf("%s: %w", name, refusal)
	}
	if _, ok := errors.AsType[*columns.Error](err); ok {
		return fmt.Errorf("%s: %w", name, err)
	}
	if u, ok := errors.AsType[*problem.Error](err); ok {
		return fmt.Errorf("%s: %w", name, u)
	}
	_, stopped := errors.AsType[*problem.Interrupted](err)
	_, fault := errors.AsType[*problem.Panic](err)
	_, system := errors.AsType[syscall.Errno](err)
	if stopped || fault || errors.Is(err, context.Canceled) || system && !errors.Is(err, fs.ErrPermission) {
		return problem.MarkUnsent(err)
	}
	usage := problem.Usage(fmt.Sprintf("%s: %v", name, err), problem.Remedy(err))
	usage.Cause = err
	return usage
}
