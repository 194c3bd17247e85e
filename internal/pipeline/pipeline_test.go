package pipeline_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/pipeline"
)

// numbers yields 0 to n-1, then that error if there is one.
func numbers(n int, last error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if last != nil {
			yield(0, last)
		}
	}
}

func TestInOrder(t *testing.T) {
	errRead, errWork, errPass := errors.New("read"), errors.New("work"), errors.New("pass")
	stopped, stop := context.WithCancelCause(t.Context())
	for _, tt := range []struct {
		name   string
		last   error
		work   func(int) (int, error)
		pass   func(int) error
		passed int // at least
		want   string
	}{
		{name: "all", passed: 1000},
		{name: "an error of reading comes behind what was read", last: errRead, passed: 1000, want: "read"},
		{name: "the first error of the work counts", passed: 500, want: "work", work: func(i int) (int, error) {
			switch {
			case i == 500:
				return i, errWork
			case i > 500:
				return i, errPass
			}
			return i, nil
		}},
		{name: "an error of passing on", passed: 7, want: "pass", pass: func(i int) error {
			if i == 7 {
				return errPass
			}
			return nil
		}},
		{name: "a panic", want: "failed while counting: oh", work: func(i int) (int, error) {
			if i == 300 {
				panic("oh")
			}
			return i, nil
		}},
		{name: "the end of the context", passed: 9, want: "enough", pass: func(i int) error {
			if i == 9 {
				stop(errors.New("enough"))
			}
			return nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			next := 0
			err := pipeline.InOrder(stopped, "counting", numbers(1000, tt.last), func() func(int) (int, error) {
				if tt.work != nil {
					return tt.work
				}
				return func(i int) (int, error) { return i, nil }
			}, func(i int) error {
				if i != next {
					t.Errorf("%d comes after %d", i, next-1)
				}
				if tt.pass != nil {
					if err := tt.pass(i); err != nil {
						return err
					}
				}
				next++
				return nil
			})
			got := ""
			if err != nil {
				got = err.Error()
			}
			if next < tt.passed || tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("%d passed, %v", next, err)
			}
		})
	}
}
