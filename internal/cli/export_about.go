package cli

import (
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sheet"
)

// about is what the sheet "About" of a workbook says.
func (o *exportOptions) about(sum *exporter.Summary, client *convertalk.Client) []sheet.Fact {
	verdict := "yes: every lead that was there all the time is in it, once"
	if !sum.Verified {
		verdict = "no: " + sum.Reason
	}
	return []sheet.Fact{
		{Name: "Written by", Value: "leadferry"},
		{Name: "When", Value: time.Now().Format("2006-01-02 15:04:05 -07:00")},
		{Name: "Bot", Value: client.BotID()},
		{Name: "Platform", Value: client.Host()},
		{Name: "Chats", Value: o.kind},
		{Name: "Leads", Value: screen.Thousands(sum.Leads)},
		{Name: "Pages read", Value: screen.Thousands(sum.Pages)},
		{Name: "Verified", Value: verdict},
		{Name: "Cells", Value: "all are text; a text that is too long for one cell goes on in the column <name>~2; leadferry import reads both"},
	}
}
