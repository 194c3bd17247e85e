package lead

// Statuses returns the values that a lead's status may have, spelled as the platform wants them.
func Statuses() []string {
	return []string{"OPEN", "INPROGRESS", "REVIEW", "ONHOLD", "DEPENDANCY", "CLOSED"}
}
