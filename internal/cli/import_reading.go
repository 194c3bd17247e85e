package cli

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// tellReading shows how the file was read, so that somebody can say it is another way.
func (r *importRun) tellReading(found *sheet.Reading) {
	if found.Encoding == "" {
		return // a workbook says it itself
	}
	how := "read as " + encodingName(found.Encoding)
	if found.Delimiter != 0 {
		how += fmt.Sprintf(", a %s between the cells", dialect.DelimiterName(found.Delimiter))
	}
	if found.OldMac {
		how += ", lines end as on an old Mac"
	}
	r.say("  %s", how)
	if found.Foreign > 0 {
		r.say("      it is not UTF-8, first on line %s; if these are not its letters, say what it is with --encoding: %s", thousands(found.Foreign), found.Letters)
	}
}

// encodingName writes an encoding as people do.
func encodingName(e dialect.Encoding) string {
	switch e {
	case dialect.UTF8, dialect.UTF16LE, dialect.UTF16BE:
		return strings.ToUpper(string(e))
	case dialect.Windows1252:
		return "Windows-1252"
	}
	return string(e)
}
