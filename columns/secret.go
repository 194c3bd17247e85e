package columns

// IsSecret reports whether a header has words for what should not leave the system that it is from: passwords, keys,
// the numbers of cards and accounts of banks.
func IsSecret(header string) bool {
	all := loadVocabulary().Secret
	if all.has(fold(header), "whole") {
		return true
	}
	_, found := table{"words": all["words"]}.cut(header)
	return found
}
