package sheet

import (
	"errors"
	"io"
	"iter"
)

// line is a row of a file. In JSONL it is not parsed yet.
type line struct {
	Row
	json []byte // nil once it is parsed
}

// lines are the rows of a file, as the Rows and the chunks of a Reader.
type lines iter.Seq2[*line, error]

func (l lines) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		parser := newJSONLParser()
		for one, err := range l {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if parser.parse(one); !yield(one.Row, nil) {
				return
			}
		}
	}
}

// The size of a chunk: large enough that passing it on costs nothing beside parsing it.
const (
	chunkBytes = 64 << 10
	chunkRows  = 128
)

// chunks yields the lines in groups.
func (l lines) chunks() iter.Seq2[[]*line, error] {
	return func(yield func([]*line, error) bool) {
		chunk, size := make([]*line, 0, chunkRows), 0
		for one, err := range l {
			if err != nil {
				_ = yield(chunk, nil) && yield(nil, err)
				return
			}
			chunk, size = append(chunk, one), size+len(one.json)+one.Size()
			if len(chunk) < chunkRows && size < chunkBytes {
				continue
			}
			if !yield(chunk, nil) {
				return
			}
			chunk, size = make([]*line, 0, chunkRows), 0
		}
		yield(chunk, nil)
	}
}

// sequence yields what next returns, up to io.EOF or another error.
func sequence[T any](next func() (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			one, err := next()
			if errors.Is(err, io.EOF) || !yield(one, err) || err != nil {
				return
			}
		}
	}
}
