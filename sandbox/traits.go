package sandbox

// What a marketing team knows about its leads.
var (
	domains = []string{"example.com", "example.org", "example.net", "mail.example", "post.example", "acme.example", "uni.example"}

	tags = []string{
		"newsletter", "hot", "VIP", "webinar-2026", "demo booked", "re-engage", "Pricing page", "événement", "do not call", "partner", "trial", "Q4",
		"fair/Berlin", "#priority",
	}

	// traits are custom attributes: a key, and its possible values. A # is any digit.
	traits = []struct {
		key    string
		values []string
	}{
		{"campaign", []string{"spring-sale-2026", "black-friday", "brand_search", "Retargeting — EU", "utm:newsletter/42"}},
		{"source", []string{"google / cpc", "facebook", "linkedin", "referral", "direct", "instagram story"}},
		{"plan", []string{"Free", "Starter", "Pro", "Enterprise"}},
		{"company", []string{"Acme GmbH & Co. KG", "Umbrella, Inc.", "Café Zoë", "株式会社サンプル", "O'Reilly's Garage", "Müller & Söhne", "Tata \"TCS\" Ltd"}},
		{"budget", []string{"1#00", "5,000 – 10,000 €", "₹ 2#,000", "< $500", "unknown"}},
		{"employees", []string{"1-10", "11-50", "51-200", "200+"}},
		{"landing_page", []string{"https://www.shop.example/pricing?ref=##&utm_source=mail", "https://www.shop.example/", "/blog/why-chatbots"}},
		{"language preference", []string{"English", "Deutsch", "العربية", "हिन्दी"}},
		{"product interest", []string{"WhatsApp bot", "Website bot", "CRM integration", "Voice"}},
		{"lead score", []string{"##", "#"}},
		{"consent.marketing", []string{"true", "false"}},
		{"consent.date", []string{"2026-0#-1#", "2025-1#-0#"}},
		{"industry", []string{"Real estate", "Education", "Healthcare", "Retail / E-commerce", "Travel"}},
		{"appointment", []string{"2026-11-0# 1#:30", "Mon, 10 am", "next week"}},
		{"postcode", []string{"0####", "#####", "560 0##"}},
		{"customer no", []string{"000#####", "C-####"}},
		{"referrer_name", []string{"Maria", "Hr. Schulze", "田中さん"}},
		{"gclid", []string{"Cj0KCQiA#####ARIsA####", "EAIaIQobChMI####"}},
	}

	titles = []string{"Call", "Follow-up", "Requirements", "Sample title", "Meeting, 2nd", "Rückruf"}

	remarks = []string{
		"Asked for a quote for 1# seats.",
		"Called twice, no answer.\nTry again after 5 pm.",
		"Wants the \"Pro\" plan; has a budget of #,000.\n- needs SSO\n- needs an invoice",
		"Met at the fair, very interested: send the case study.",
		"Bitte nur per E-Mail – kein Anruf!",
		"ミーティング希望（来週）",
		"Price too high? Offer 1#% off",
	}

	messages = []string{
		"Welcome to Convertalk. I am here to help you.",
		"Thanks! Somebody will get back to you shortly 🙏",
		"How much does it cost for #0 users?",
		"ok",
		"Ich hätte gerne ein Angebot, bitte.",
		"¿Tienen una versión en español?",
		"Please call me on my mobile, after 6 pm;\nI am at work until then.",
		"=SUM(A1:A9) does not work in your export",
		"+1, same question here",
		"- first, second, \"third\"",
		"@support hello???",
		"Quero saber mais sobre os preços, por favor 😊",
		"価格を教えてください",
	}

	stages = []string{"OPEN", "OPEN", "OPEN", "INPROGRESS", "INPROGRESS", "REVIEW", "ONHOLD", "DEPENDANCY", "CLOSED", "CLOSED"}

	agents = []string{"631aa793bcfa100487d13d0d", "631aa793bcfa100487d13d0e", "64b7c0de0000000000a9e001", "64b7c0de0000000000a9e002"}
)
