package sandbox

import (
	"math/rand/v2"
	"strings"
)

// country has the names and phone numbers of its people.
type country struct {
	name, language, prefix string
	digits                 string   // of a phone number; a # is any digit
	cities                 []string // as written there or abroad
	women, men, families   []string // a name and, after a slash, its form in an address
	familyFirst            bool
}

var countries = []country{
	{
		name: "India", language: "hi", prefix: "91", digits: "98########", cities: []string{"Mumbai", "Bengaluru", "Pune", "Kochi", "New Delhi"},
		women: []string{"Priya", "Ananya", "Kavya", "Meera", "आरती/aarti"}, men: []string{"Rahul", "Arjun", "Vikram", "Sanjay", "Rohan"},
		families: []string{"Sharma", "Patel", "Iyer", "Nair", "Reddy", "Gupta", "Kulkarni"},
	}, {
		name: "Germany", language: "de", prefix: "49", digits: "151########", cities: []string{"Berlin", "München", "Köln", "Görlitz", "Frankfurt (Oder)"},
		women: []string{"Anna", "Käthe/kaethe", "Sabine", "Jana", "Ulrike"}, men: []string{"Jürgen/juergen", "Björn/bjoern", "Lukas", "Hans-Peter", "Götz/goetz"},
		families: []string{"Müller/mueller", "Schäfer/schaefer", "Weiß/weiss", "von der Heide/vdheide", "Groß/gross", "Schmidt", "Vogel"},
	}, {
		name: "Brazil", language: "pt", prefix: "55", digits: "119########", cities: []string{"São Paulo", "Belo Horizonte", "Brasília", "Maceió"},
		women: []string{"Júlia/julia", "Letícia/leticia", "Beatriz", "Conceição/conceicao"}, men: []string{"João/joao", "André/andre", "Thiago", "Luís/luis"},
		families: []string{"da Silva/dasilva", "Gonçalves/goncalves", "Araújo/araujo", "Santos", "de Sá/desa"},
	}, {
		name: "Japan", language: "ja", prefix: "81", digits: "90########", cities: []string{"東京", "大阪市", "Kyoto", "札幌市"}, familyFirst: true,
		women: []string{"さくら/sakura", "結衣/yui", "陽菜/hina"}, men: []string{"太郎/taro", "健一/kenichi", "大翔/hiroto"},
		families: []string{"佐藤/sato", "鈴木/suzuki", "髙橋/takahashi", "渡邊/watanabe", "山本/yamamoto"},
	}, {
		name: "United Arab Emirates", language: "ar", prefix: "971", digits: "50#######", cities: []string{"Dubai", "أبو ظبي", "Sharjah"},
		women: []string{"فاطمة/fatima", "ليلى/layla", "مريم/mariam"}, men: []string{"محمد/mohammed", "خالد/khalid", "Omar"},
		families: []string{"الهاشمي/alhashimi", "المنصوري/almansoori", "حداد/haddad", "Al-Farsi/alfarsi"},
	}, {
		name: "United States", language: "en", prefix: "1", digits: "415555####", cities: []string{"San Francisco", "Austin", "St. Paul", "Coeur d'Alene", "Washington, D.C."},
		women: []string{"Emily", "Grace", "Zoë/zoe", "Mary Ann/maryann"}, men: []string{"James", "Michael", "DeShawn", "William \"Bill\"/bill"},
		families: []string{"O'Connor/oconnor", "Smith", "Johnson", "García/garcia", "Smith, Jr./smithjr", "Nguyen"},
	}, {
		name: "France", language: "fr", prefix: "33", digits: "6########", cities: []string{"Paris", "Lyon", "L'Haÿ-les-Roses", "Nîmes"},
		women: []string{"Chloé/chloe", "Anne-Sophie", "Éloïse/eloise"}, men: []string{"François/francois", "Noël/noel", "Jean-Luc"},
		families: []string{"Lefèvre/lefevre", "d'Ormesson/dormesson", "Martin", "Bœuf/boeuf"},
	}, {
		name: "Nigeria", language: "en", prefix: "234", digits: "803#######", cities: []string{"Lagos", "Abuja", "Ìbàdàn"},
		women: []string{"Adaeze", "Ngozi", "Fọlákẹ́/folake"}, men: []string{"Chinedu", "Emeka", "Ọlá/ola"},
		families: []string{"Okafor", "Adébáyọ̀/adebayo", "Eze", "Balogun"},
	}, {
		name: "Poland", language: "pl", prefix: "48", digits: "51#######", cities: []string{"Kraków", "Łódź", "Gdańsk"},
		women: []string{"Małgorzata/malgorzata", "Żaneta/zaneta", "Ewa"}, men: []string{"Łukasz/lukasz", "Stanisław/stanislaw", "Piotr"},
		families: []string{"Wiśniewski/wisniewski", "Kowalczyk", "Dąbrowski/dabrowski", "Źrebiec/zrebiec"},
	}, {
		name: "Türkiye", language: "tr", prefix: "90", digits: "532#######", cities: []string{"İstanbul", "Ankara", "Şanlıurfa"},
		women: []string{"Ayşe/ayse", "Işıl/isil", "Zeynep"}, men: []string{"İbrahim/ibrahim", "Oğuz/oguz", "Mehmet"},
		families: []string{"Yılmaz/yilmaz", "Çelik/celik", "Öztürk/ozturk", "Şahin/sahin"},
	},
}

// jesters are names that some visitors type: a spreadsheet would take most of them for formulas.
var jesters = []string{
	"=cmd|'/C calc'!A0", "=HYPERLINK(\"http://elsewhere.example\",\"click\")", "+1 (free quote please)", "-Anna-", "@maria.designs", "=1+1",
	"Luna ✨", "👩‍💻 Dev", "no, thanks", "\"Q\"", "null", "N/A", "007",
}

// person is the person behind a chat.
type person struct {
	name, email, phone, gender string
	*country
}

func randomPerson(r *rand.Rand) person {
	c := &countries[r.IntN(len(countries))]
	p := person{gender: "MALE", country: c}
	given := c.men
	if r.IntN(2) == 0 {
		given, p.gender = c.women, "FEMALE"
	}
	first, firstPlain := spell(pick(r, given))
	family, familyPlain := spell(pick(r, c.families))
	p.name = first + " " + family
	if c.familyFirst {
		p.name = family + " " + first
	}
	p.email = firstPlain + "." + familyPlain + digits(r, "####") + "@" + pick(r, domains)
	p.phone = digits(r, c.digits)
	return p
}

// spell separates a name from its form in an address.
func spell(s string) (name, plain string) {
	name, plain, ok := strings.Cut(s, "/")
	if !ok {
		plain = strings.ToLower(name)
	}
	return name, plain
}

// digits replaces each # of a pattern by a random digit.
func digits(r *rand.Rand, pattern string) string {
	text := []byte(pattern)
	for i, c := range text {
		if c == '#' {
			text[i] = '0' + byte(r.Uint32N(10))
		}
	}
	return string(text)
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// quoted picks a pattern and returns it as JSON, with random digits.
func quoted(r *rand.Rand, from []string) string { return quote(digits(r, pick(r, from))) }
