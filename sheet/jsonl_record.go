package sheet

import "errors"

// The members that no flat row has. One of them makes a line a record of the server.
const (
	recordID      = "_id"     // whatever it holds
	recordProfile = "profile" // if it holds an object
)

// errRecordID is a row that would come back as a record.
var errRecordID = errors.New(`jsonl cannot have a column "_id", which makes a line one of the server's own records: rename the column`)
