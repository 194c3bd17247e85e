package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

// question asks a person for a line of text; the end of the input is an io.EOF.
type question func(ctx context.Context, text string) (string, error)

// settle takes a value that was given. Where there is none, or it will not do, a person is asked until
// an answer will: no slip costs the earlier answers. text asks for it.
func (a *app) settle(ctx context.Context, given string, ask question, text string, take func(string) error) error {
	var err error = problem.Usage("there was no answer", "see the flags that replace the questions: leadferry init --help")
	if given != "" || !a.CanAsk {
		if err = take(given); !a.isSlip(err) {
			return err
		}
	}
	for {
		answer, asked := ask(ctx, text)
		switch {
		case errors.Is(asked, io.EOF):
			return err
		case asked != nil:
			return asked
		}
		if err = take(strings.TrimSpace(answer)); !a.isSlip(err) {
			return err
		}
	}
}

// isSlip tells what is wrong with an answer, and reports whether a person can give a better one.
func (a *app) isSlip(err error) bool {
	code := problem.ExitCode(err)
	if !a.CanAsk || code != problem.ExitUsage && code != problem.ExitAuth {
		return false
	}
	a.tellFix(err)
	return true
}

func (a *app) tellFix(err error) {
	a.Warn("error: %s", err)
	if fix := problem.Remedy(err); fix != "" {
		a.Warn("  fix: %s", fix)
	}
}

// askName names the profile: the first one is called main unless the user says otherwise.
func (a *app) askName(ctx context.Context, d *settings.Draft) error {
	given := d.Name
	if given == "" && d.IsFirst() {
		given = "main"
	}
	return a.settle(ctx, given, a.Prompt, "a name for the new profile: ", d.SetName)
}

// askBot finds the IDs of the bot, and the address of its API where the page does not tell it.
func (a *app) askBot(ctx context.Context, o *initOptions, d *settings.Draft) error {
	if o.Given("bot-id") || o.Given("customer-id") {
		return d.SetIDs(o.BotID, o.CustomerID, o.page)
	}
	page := o.page
	if page == "" && !a.CanAsk {
		if o.TokenFile == "-" {
			return problem.Usage("the page and the token cannot both come from standard input", "give the page's address as an argument")
		}
		var err error
		if page, err = screen.ReadAll(ctx, a.In); err != nil {
			return err
		}
	}
	if err := a.settle(ctx, page, a.Prompt, "the address of the bot's page, or its embed script: ", d.SetPage); err != nil {
		return err
	}
	if d.BaseURL != "" || d.WhiteLabel == "" {
		return nil
	}
	return a.settle(ctx, "", a.Prompt, "the address of the API of "+d.WhiteLabel+", https://...: ", d.SetBaseURL)
}

// askToken takes the token from its file, from the environment, or from the keyboard, and tries it out.
func (a *app) askToken(ctx context.Context, o *initOptions, d *settings.Draft) (leads int, err error) {
	token := strings.TrimSpace(os.Getenv("CONVERTALK_TOKEN"))
	switch {
	case o.TokenFile == "-":
		if token, err = screen.ReadAll(ctx, a.In); err == nil && strings.TrimSpace(token) == "" {
			err = settings.EmptyInput()
		}
	case o.TokenFile != "":
		if err = d.SetTokenFile(o.TokenFile); err == nil {
			leads, err = a.tryDraft(ctx, o, d)
		}
		return leads, err
	}
	if err != nil {
		return 0, err
	}
	err = a.settle(ctx, token, a.PromptSecret, "the token (from the vendor's support; it is not shown): ", func(token string) error {
		err := d.SetToken(token)
		if err == nil {
			leads, err = a.tryDraft(ctx, o, d)
		}
		return err
	})
	if err != nil && d.Token == "" && ctx.Err() == nil {
		err = d.SetToken("") // there is none, whatever was asked
	}
	return leads, err
}

// tryDraft reads a page of leads, again if a person wants to after a failure that is not the token's.
func (a *app) tryDraft(ctx context.Context, o *initOptions, d *settings.Draft) (leads int, err error) {
	if o.untested {
		_, err = d.Client()
		return 0, err
	}
	for {
		a.Say("checking the token ...")
		leads, err = d.Try(ctx)
		code := problem.ExitCode(err)
		if err == nil || !a.CanAsk || code == problem.ExitAuth || code == problem.ExitUsage || ctx.Err() != nil {
			return leads, err
		}
		a.tellFix(err)
		if again, asked := a.Suggest(ctx, "Try again?"); asked != nil || !again {
			return 0, errors.Join(asked, err)
		}
	}
}

// askProgram asks who opens the files of the bot, if a person can answer and no flag has.
func (a *app) askProgram(ctx context.Context, o *initOptions, d *settings.Draft) error {
	d.For, d.Delimiter = o.files.Chosen()
	if !a.CanAsk || a.json || o.Given("for") || o.Given("delimiter") {
		return nil
	}
	err := a.choose(ctx, "who opens the files: plain (programs), excel, sheets or libreoffice [plain]: ", profile.Programs(), &d.For)
	if err == nil && d.For == "excel" {
		err = a.choose(ctx, "what your Excel has between the cells of a .csv: comma, or semicolon as in much of Europe [comma]: ",
			profile.Delimiters(), &d.Delimiter)
	}
	return err
}

// choose asks for one of a few words. Enter, and the end of the input, take the first, which needs no
// setting.
func (a *app) choose(ctx context.Context, text string, words []string, to *string) error {
	for {
		answer, err := a.Prompt(ctx, text)
		answer = strings.TrimSpace(answer)
		word := strings.ToLower(answer)
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return err
		case word == "" || word == words[0]:
			return nil
		case slices.Contains(words, word):
			*to = word
			return nil
		}
		a.Warn("%q is not one of %s; Enter takes %s", screen.Clip(answer, 40), strings.Join(words, ", "), words[0])
	}
}

// unkept is an error before the profile was saved.
func unkept(err error) error { return problem.MarkUnsent(err) }
