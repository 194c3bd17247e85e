//go:build goexperiment.jsonv2 && !go1.27

package jsonscan

// Building with GOEXPERIMENT=jsonv2 before Go 1.27 would replace the JSON library by an older one
// that keeps other things.
var _ = buildWithoutGOEXPERIMENTjsonv2
