package dialect

import (
	"io"

	"golang.org/x/text/transform"

	"github.com/leadferry/leadferry/sheet/charset"
)

// NewWriter returns a writer that takes UTF-8 and writes to w in an encoding, as far as that can be
// written; see charset.Encoding.Encoder. Close completes the text and does not close w.
func NewWriter(w io.Writer, e charset.Encoding) (io.WriteCloser, error) {
	encoder, err := e.Encoder()
	if err != nil || encoder == nil {
		return asItIs{w}, err
	}
	return transform.NewWriter(w, encoder), nil
}

// asItIs writes bytes as they are.
type asItIs struct{ io.Writer }

func (asItIs) Close() error { return nil }
