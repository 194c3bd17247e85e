//go:build goexperiment.jsonv2 && !go1.27

package jsonscan

// GOEXPERIMENT=jsonv2 before Go 1.27 replaces the JSON library by an older, different one.
var _ = buildWithoutGOEXPERIMENTjsonv2
