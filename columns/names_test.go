package columns_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// rowOf maps one row of cells.
func rowOf(t *testing.T, header, cells []string, assignments ...string) lead.Row {
	t.Helper()
	m, err := columns.Map(header, assignments)
	if err != nil {
		t.Fatalf("%q: %v", header, err)
	}
	var in lead.Row
	for i, h := range header {
		if c, ok := lead.ColumnOf(h); ok {
			in.Base[c] = cells[i]
		} else {
			in.Dynamic = append(in.Dynamic, lead.Cell{Column: h, Value: cells[i]})
		}
	}
	return m.Row(&in, nil)
}

// TestNames: given name and surname are one name, in every language.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, cells, want string }{
		{"First Name,Last Name", "Asha,Example", "Asha Example"},
		{"Last Name,First Name", "Example,Asha", "Asha Example"},
		{"First Name,Middle Name,Last Name", "Asha,M.,Example", "Asha M. Example"},
		{"Name,Surname,Email", "Asha,Example,a@b.co", "Asha Example"},
		{"Nombre,Apellidos", "Ana,Ruiz Gil", "Ana Ruiz Gil"},
		{"Nome,Sobrenome", "Ana,Silva", "Ana Silva"},
		{"Nome,Cognome", "Ada,Rossi", "Ada Rossi"},
		{"Prénom,Nom", "Anne,Petit", "Anne Petit"},
		{"Nom,Prénom", "Petit,Anne", "Anne Petit"},
		{"Nom,Prénom", "Anne Petit,Anne", "Anne Petit"},
		{"Nom", "Anne Petit", "Anne Petit"},
		{"Vorname,Nachname", "Jan,Groß", "Jan Groß"},
		{"Vorname,Name", "Jan,Groß", "Jan Groß"},
		{"Vorname,Name", "Jan,Jan Groß", "Jan Groß"},
		{"Name,Nachname", "Jan,Groß", "Jan Groß"},
		{"Voornaam,Tussenvoegsel,Achternaam", "Jan,van,Dijk", "Jan van Dijk"},
		{"Voornaam,Naam", "Jan,Dijk", "Jan Dijk"},
		{"Ad,Soyad", "Ali,Kaya", "Ali Kaya"},
		{"Adı,Soyadı", "Ali,Kaya", "Ali Kaya"},
		{"Imię,Nazwisko", "Jan,Nowak", "Jan Nowak"},
		{"Фамилия,Имя,Отчество", "Иванов,Иван,Петрович", "Иван Петрович Иванов"},
		{"Nama depan,Nama belakang", "Budi,Santoso", "Budi Santoso"},
		{"पहला नाम,उपनाम", "आशा,राव", "आशा राव"},
		{"姓,名,メール", "山田,太郎,a@b.co", "山田 太郎"},
		{"姓,名,邮箱", "王,小明,a@b.co", "王小明"},
		{"Full Name,First Name", "Asha Example,Asha", "Asha Example"},
		{"Name,First Name,Last Name", ",Asha,Example", "Asha Example"},
		{"Name,First Name,Last Name", "A. E.,Asha,Example", "A. E."},
		{"First Name,Last Name", ",Example", "Example"},
		{"Förnamn,Efternamn", "Anna,Berg", "Anna Berg"},
		{"Fornavn,Etternavn", "Anne,Berg", "Anne Berg"},
		{"Etunimi,Sukunimi", "Aino,Virta", "Aino Virta"},
		{"Jméno,Příjmení", "Jana,Nová", "Jana Nová"},
		{"Vezetéknév,Keresztnév", "Nagy,Anna", "Nagy Anna"},
		{"Nume,Prenume", "Pop,Ana", "Ana Pop"},
		{"Ім'я,Прізвище", "Оля,Коваль", "Оля Коваль"},
		{"Όνομα,Επώνυμο", "Άννα,Παππά", "Άννα Παππά"},
		{"שם פרטי,שם משפחה", "דנה,לוי", "דנה לוי"},
		{"الاسم الأول,اسم العائلة", "ليلى,حسن", "ليلى حسن"},
		{"이름", "김철수", "김철수"},
		{"Họ và tên", "Nguyễn An", "Nguyễn An"},
		{"Name,Last", "Hemi,Walker", "Hemi Walker"},
		{"Name (First),Name (Middle),Name (Last)", "Asha,M.,Example", "Asha M. Example"},
		{"Name (Vorname),Name (Nachname)", "Jan,Groß", "Jan Groß"},
		{"Nom: Prénom,Nom: Nom de famille", "Anne,Petit", "Anne Petit"},
		{"Nom: Nom,Nom: Prénom", "Petit,Anne", "Anne Petit"},
		{"Nombre (Nombre),Nombre (Apellidos)", "Ana,Ruiz", "Ana Ruiz"},
		{"Nome_First,Nome_Last", "Ada,Rossi", "Ada Rossi"},
		{"Your name - Last,Your name - First", "Example,Asha", "Asha Example"},
		{"氏名（姓）,氏名（名）", "山田,太郎", "山田 太郎"},
		{"Имя (Имя),Имя (Фамилия)", "Анна,Ким", "Анна Ким"},
		{"Name (Vorname)", "Jan Groß", "Jan Groß"},
		{"First Name,Last Name,Display Name", "August,Steiner,gustl", "August Steiner"},
		{"First Name,Last Name,Display Name", ",,gustl", "gustl"},
		{"First Name,Last Name,Display Name", ",,g@b.co", ""},
		{"Display Name", "gustl", "gustl"},
		{"Name,Display Name", "August Steiner,gustl", "August Steiner"},
		{"お名前（漢字）,ふりがな", "松田 葵,まつだ あおい", "松田 葵"},
		{"Nom du contact,Prénom,Nom", "M. Jean Dubois,Jean,Dubois", "Jean Dubois"},
		{"Nom du contact,Prénom,Nom", "M. Dubois,,Dubois", "M. Dubois"},
		{"Full Name,First Name,Last Name", "Herr Jan Groß,Jan,Groß", "Jan Groß"},
		{"Full Name,First Name,Last Name", "Dr. Jan Groß,Jan,Groß", "Dr. Jan Groß"},
		{"Full Name,First Name,Last Name", "Mrs Ann Lee,Bob,Ray", "Mrs Ann Lee"},
		{"first_nm,last_nm,email_addr", "Amelia,Hartono,a@b.co", "Amelia Hartono"},
		{"First Name,Last Name", "美咲,佐藤", "佐藤 美咲"},
		{"First Name,Last Name", "さくら,林", "林 さくら"},
		{"First Name,Last Name", "雷,李", "李雷"},
		{"First Name,Last Name", "修,欧阳", "欧阳修"},
		{"First Name,Last Name", "철수,김", "김철수"},
		{"First Name,Last Name", "Misaki,Sato", "Misaki Sato"},
		{"姓,名,メール", "Sato,Misaki,a@b.co", "Misaki Sato"},
		{"姓,名,邮箱", "Lee,Ann,a@b.co", "Ann Lee"},
		{"ชื่อ,นามสกุล", "มาลี,ศรีสุข", "มาลี ศรีสุข"},
		{"ชื่อจริง,สกุล", "มาลี,ศรีสุข", "มาลี ศรีสุข"},
		{"Họ,Tên", "Nguyễn,An", "Nguyễn An"},
		{"Họ,Tên đệm,Tên", "Nguyễn,Văn,An", "Nguyễn Văn An"},
		{"Tên", "Nguyễn An", "Nguyễn An"},
		{"성,이름", "김,철수", "김철수"},
		{"Nom,Cognoms", "Pau,Vila Roca", "Pau Vila Roca"},
		{"Izena,Abizenak", "Ane,Otxoa", "Ane Otxoa"},
		{"Unang pangalan,Gitnang pangalan,Apelyido", "Jose,Cruz,Reyes", "Jose Cruz Reyes"},
		{"نام,نام خانوادگی", "مریم,رضایی", "مریم رضایی"},
		{"שם,משפחה", "דנה,לוי", "דנה לוי"},
	} {
		row := rowOf(t, strings.Split(test.header, ","), strings.Split(test.cells, ","))
		if got := row.Base[lead.Name]; got != test.want {
			t.Errorf("%s: %q is %q, want %q", test.header, test.cells, got, test.want)
		}
	}
	if row := rowOf(t, []string{"Ad", "Email"}, []string{"Spring", "a@b.co"}); row.Base[lead.Name] != "" {
		t.Error("an ad is no name", row)
	}
}

// TestSharing: several columns of one field.
func TestSharing(t *testing.T) {
	t.Parallel()
	header := []string{"First", "Last", "Phone", "Mobile", "Doe, John", `say "x"`}
	cells := []string{"Asha", "Example", "", "2", "3", "4"}
	for assignment, want := range map[string]lead.Row{
		"First,Last=name":                {Base: lead.Base{lead.Name: "Asha Example"}},
		"Last, First=name":               {Base: lead.Base{lead.Name: "Example Asha"}},
		"Phone,Mobile=phone":             {Base: lead.Base{lead.Phone: "2"}},
		`"Doe, John",Phone=phone`:        {Base: lead.Base{lead.Phone: "3"}},
		"Doe, John=phone":                {Base: lead.Base{lead.Phone: "3"}},
		`Mobile,"say ""x"""=phone`:       {Base: lead.Base{lead.Phone: "2"}, Dynamic: []lead.Cell{{Column: `attributes.say "x"`, Value: "4"}}},
		"First,Last|Mobile=name":         {Base: lead.Base{lead.Name: "Asha Example"}, Dynamic: []lead.Cell{{Column: "attributes.Mobile", Value: "2"}}},
		"Phone|Mobile,Last=name":         {Base: lead.Base{lead.Name: "2 Example"}},
		`"Doe, John"|"Phone"=phone`:      {Base: lead.Base{lead.Phone: "3"}},
		"Phone,Mobile=attributes.Number": {Dynamic: []lead.Cell{{Column: "attributes.Number", Value: "2"}}},
	} {
		all := []string{assignment}
		for _, h := range header {
			if !strings.Contains(assignment, h) && !strings.Contains(assignment, "say") || h == "Phone" && strings.Contains(assignment, "say") {
				all = append(all, h+"=-")
			}
		}
		if strings.Contains(assignment, "say") {
			all = append(all, "First=-", "Last=-", "Doe, John=-")
		}
		if diff := cmp.Diff(want, rowOf(t, header, cells, all...)); diff != "" {
			t.Errorf("%s: %s", assignment, diff)
		}
	}
	for assignment, want := range map[string]string{"a|b=name": "1", `"a|b",c=name`: "1 3", "c|a=name": "3", `c|"a|b"=name`: "3"} {
		if row := rowOf(t, []string{"a|b", "a", "b", "c"}, []string{"1", "", "2", "3"}, assignment); row.Base[lead.Name] != want {
			t.Errorf("%s: %v, want %q", assignment, row, want)
		}
	}
	// An exact header wins before any splitting.
	row := rowOf(t, []string{"a,b", "a", "b"}, []string{"1", "2", "3"}, "a,b=phone")
	if row.Base[lead.Phone] != "1" {
		t.Error(row)
	}
}

// TestSystems: of the columns of a system's file the first that is filled counts, and nothing is lost.
func TestSystems(t *testing.T) {
	t.Parallel()
	header := []string{"Id", "IsDeleted", "MasterRecordId", "LastName", "FirstName", "Name", "Phone", "MobilePhone", "Email", "Status"}
	row := rowOf(t, header, []string{"1", "false", "", "Force", "Sal", "", "", "+1 415", "a@b.co", "Open - Not Contacted"})
	if row.Base[lead.Name] != "Sal Force" || row.Base[lead.Phone] != "+1 415" || row.Base[lead.Status] != "" {
		t.Errorf("%+v", row)
	}
	row = rowOf(t, header, []string{"1", "false", "", "Force", "Sal", "", "1", "2", "a@b.co", ""})
	kept := lead.Cell{Column: "attributes.Phone", Value: "1"}
	if row.Base[lead.Phone] != "2" || row.Dynamic[len(row.Dynamic)-1] != kept {
		t.Errorf("%+v", row)
	}
	row = rowOf(t, []string{"Name (Original Name)", "User Email", "Total Duration (Minutes)", "Guest"}, []string{"Zed Oom", "z@b.co", "60", "Yes"})
	if row.Base[lead.Name] != "Zed Oom" || row.Base[lead.Email] != "z@b.co" {
		t.Errorf("%+v", row)
	}
	// What the user says wins.
	row = rowOf(t, header, []string{"1", "false", "", "Force", "Sal", "", "1", "2", "a@b.co", ""}, "MobilePhone=phone")
	if row.Base[lead.Phone] != "2" {
		t.Errorf("%+v", row)
	}
}

// TestOther: a word such as "Work phone" counts only where nothing else means the field.
func TestOther(t *testing.T) {
	t.Parallel()
	if row := rowOf(t, []string{"Phone", "Work phone"}, []string{"1", "2"}); row.Base[lead.Phone] != "1" {
		t.Error(row)
	}
	if row := rowOf(t, []string{"Buyer Email", "Email"}, []string{"1", "2"}); row.Base[lead.Email] != "2" {
		t.Error(row)
	}
	if row := rowOf(t, []string{"Work phone", "Email"}, []string{"2", "a@b.co"}); row.Base[lead.Phone] != "2" {
		t.Error(row)
	}
}

// TestSystemsInOtherLanguages: files of a system are known in the languages that it speaks.
func TestSystemsInOtherLanguages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ system, header, email, phone string }{
		{"Thunderbird", "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Tel. dienstlich,Tel. privat,Mobil-Tel.-Nr.", "Primäre E-Mail-Adresse", "Mobil-Tel.-Nr."},
		{"Thunderbird", "Prénom,Nom de famille,Nom à afficher,Première adresse électronique,Téléphone professionnel,Portable", "Première adresse électronique", "Portable"},
		{"Thunderbird", "Nombre,Apellidos,Nombre a mostrar,Correo electrónico primario,Correo electrónico secundario,Teléfono del trabajo", "Correo electrónico primario", "Teléfono del trabajo"},
		{"Outlook", "Prénom,Nom,Téléphone (bureau),Tél. mobile,Adresse de messagerie", "Adresse de messagerie", "Tél. mobile"},
		{"Outlook", "Nombre,Apellidos,Fax del trabajo,Teléfono del trabajo,Móvil,Dirección de correo electrónico", "Dirección de correo electrónico", "Móvil"},
		{"Outlook", "Voornaam,Middelste naam,Achternaam,Telefoon op werk,Mobiele telefoon,E-mailadres", "E-mailadres", "Mobiele telefoon"},
		{"Outlook", "Imię,Drugie imię,Nazwisko,Telefon służbowy,Telefon służbowy 2,Wywołanie zwrotne,Telefon komórkowy,Adres e-mail", "Adres e-mail", "Telefon komórkowy"},
		{"Outlook", "Primeiro nome,Segundo nome,Sobrenome,Telefone comercial,Telefone principal da empresa,Telefone celular,E-mail Address,Tipo de email", "E-mail Address", "Telefone celular"},
		{"Outlook", "Nombre,Segundo nombre,Apellidos,Teléfono del trabajo,Mobile Phone,E-mail Address,Tipo de correo electrónico 2,Calle del trabajo", "E-mail Address", "Mobile Phone"},
		{"Outlook", "İlk Adı,İkinci Adı,Soyadı,İş Telefon No,Cep Telefonu,Elektronik Posta Adresi,Elektronik Posta Türü", "Elektronik Posta Adresi", "Cep Telefonu"},
		{"Outlook", "名,ミドル ネーム,姓,会社電話,自宅電話,携帯電話,電子メール アドレス,電子メールの種類,電子メール表示名", "電子メール アドレス", "携帯電話"},
		{"Outlook", "名,中间名,姓,商务电话,住宅电话,移动电话,电子邮件地址,电子邮件类型,电子邮件显示名称", "电子邮件地址", "移动电话"},
		{"Thunderbird", "Prénom,Nom de famille,Nom à afficher,Adresse e-mail principale,Adresse e-mail secondaire,Tél. professionnel,Tél. personnel,Portable", "Adresse e-mail principale", "Portable"},
		{"Thunderbird", "Nombre,Apellidos,Nombre mostrado,Dirección de correo electrónico principal,Dirección de correo electrónico secundaria,Teléfono (Trabajo),Teléfono móvil", "Dirección de correo electrónico principal", "Teléfono móvil"},
		{"Thunderbird", "Primeiro nome,Sobrenome,Nome de exibição,Apelido,Email principal,Email secundário,Telefone comercial,Número do celular", "Email principal", "Número do celular"},
		{"Thunderbird", "Voornaam,Achternaam,Weergavenaam,Primair e-mailadres,Secundair e-mailadres,Telefoon werk,Mobiel nummer", "Primair e-mailadres", "Mobiel nummer"},
		{"Thunderbird", "Imię,Nazwisko,Wyświetlana nazwa,Podstawowy e-mail,Dodatkowy e-mail,Telefonu służbowy,Numer telefonu komórkowego", "Podstawowy e-mail", "Numer telefonu komórkowego"},
		{"Thunderbird", "İsim,Soyadı,Görüntülenecek isim,Birinci e-posta,İkinci e-posta,İş telefonu,Cep telefonu", "Birinci e-posta", "Cep telefonu"},
		{"Thunderbird", "Имя,Фамилия,Отображаемое имя,Адрес электронной почты,Альтернативный адрес электронной почты,Рабочий телефон,Номер мобильного телефона", "Адрес электронной почты", "Номер мобильного телефона"},
		{"Thunderbird", "名,姓,表示名,メールアドレス,別のメールアドレス,勤務先の電話番号,携帯電話番号", "メールアドレス", "携帯電話番号"},
		{"Thunderbird", "名字,姓氏,显示名称,主要电子邮件,备用电子邮件,工作电话,移动电话号码", "主要电子邮件", "移动电话号码"},
		{"Bitrix24", "ID,Название лида,Обращение,Имя,Фамилия,Рабочий телефон,Мобильный телефон,Номер пейджера,Телефон для рассылок,Рабочий e-mail,Частный e-mail", "Рабочий e-mail", "Мобильный телефон"},
		{"Bitrix24", "ID,Стадия сделки,Название сделки,Контакт,Контакт: Имя,Контакт: Фамилия,Контакт: Рабочий телефон,Контакт: Мобильный телефон,Контакт: Рабочий e-mail", "Контакт: Рабочий e-mail", "Контакт: Мобильный телефон"},
		{"Bitrix24", "ID,Imię,Drugie imię,Nazwisko,Typ kontaktu,Telefon służbowy,Telefon komórkowy,E-mail służbowy,E-mail prywatny,Osoba odpowiedzialna", "E-mail służbowy", "Telefon komórkowy"},
		{"Kommo", "ID,Lead título,Contato principal,Etapa do lead,Funil de vendas,Telefone comercial (contato),Celular (contato),Email comercial (contato)", "Email comercial (contato)", "Celular (contato)"},
		{"Kommo", "ID,Nombre del lead,Contacto principal,Estatus del lead,Teléfono oficina (contacto),Teléfono celular (contacto),Correo (contacto)", "Correo (contacto)", "Teléfono celular (contacto)"},
		{"Pipedrive", "Negócio - Título,Negócio - Etapa,Pessoa - Nome,Pessoa - E-mail - Trabalho,Pessoa - Telefone - Trabalho,Pessoa - Telefone - Celular", "Pessoa - E-mail - Trabalho", "Pessoa - Telefone - Celular"},
		{"Pipedrive", "Affaire - Titre,Affaire - Statut,Affaire - Personne à contacter,Personne - E-mail - Travail,Personne - Téléphone - Travail,Personne - Téléphone - Mobile", "Personne - E-mail - Travail", "Personne - Téléphone - Mobile"},
		{"Pipedrive", "Deal - Titel,Deal - Kontaktperson,Person - E-Mail-Adresse - Büro,Person - Telefon - Büro,Person - Telefon - Mobil", "Person - E-Mail-Adresse - Büro", "Person - Telefon - Mobil"},
		{"Eventbrite", "Bestellnr.,Bestelldatum,Vorname,Nachname,E-Mail,Ticketart,Teilnehmernummer,Barcode-Nr.,Teilnehmerstatus,Mobile Phone", "E-Mail", "Mobile Phone"},
		{"Outlook", "Nome,Cognome,Telefono ufficio,Telefono abitazione,Cellulare,Indirizzo posta elettronica", "Indirizzo posta elettronica", "Cellulare"},
		{"Zoho", "Datensatz-ID,Lead-Inhaber,Vorname,Nachname,E-Mail,Telefon,Mobil,Lead-Status", "E-Mail", "Mobil"},
		{"Salesforce", "Vorname,Nachname,E-Mail,Telefon,Mobil,Leadstatus,Leadinhaber", "E-Mail", "Mobil"},
		{"Salesforce", "ID,ISDELETED,LASTNAME,FIRSTNAME,NAME,EMAIL,PHONE,MOBILEPHONE,STATUS,OWNERID", "EMAIL", "MOBILEPHONE"},
		{"Salesforce", "Lead-Inhaber,Vorname,Nachname,Firma,Leadquelle,E-Mail,Telefon,Mobil,Lead-Status", "E-Mail", "Mobil"},
		{"Salesforce", "Kontaktinhaber,Accountname,Vorname,Nachname,Telefon,Mobil,E-Mail,Kontakt-ID", "E-Mail", "Mobil"},
		{"Salesforce", "Propriétaire de la piste,Prénom,Nom,Société/Compte,Adresse e-mail,Téléphone,Téléphone mobile,Statut de la piste", "Adresse e-mail", "Téléphone mobile"},
		{"Salesforce", "Propietario de prospecto,Nombre,Apellidos,Compañía,Email,Teléfono,Teléfono celular,Estado de prospecto", "Email", "Teléfono celular"},
		{"Salesforce", "Titolare lead,Nome,Cognome,Società,E-mail,Telefono,Cellulare,Fonte lead,Stato lead", "E-mail", "Cellulare"},
		{"Salesforce", "Proprietário do lead,Nome,Sobrenome,Empresa,Email,Telefone,Celular,Origem do lead,Status do lead", "Email", "Celular"},
		{"HubSpot", "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer,Mobiltelefonnummer,Kontakt-Zuständiger,Lifecycle-Phase", "E-Mail", "Mobiltelefonnummer"},
		{"HubSpot", "ID de registro,Nombre,Apellidos,Correo,Número de teléfono,Número de teléfono móvil,Propietario del contacto", "Correo", "Número de teléfono móvil"},
		{"HubSpot", "Prénom,Nom de famille,E-mail,Numéro de téléphone,Numéro de téléphone mobile,Propriétaire du contact,Phase du cycle de vie", "E-mail", "Numéro de téléphone mobile"},
		{"Copper", "Copper ID,Name,City,Owned By,Primary Contact,Tags,Inactive Days,Email,Email Type,Phone Number,Phone Number Type", "Email", "Phone Number"},
		{"Keap", "Id,First Name,Last Name,Email,Email Status,Email Address 2,Phone 1,Phone 1 Ext,Phone 1 Type,Person Type,Person Notes", "Email", "Phone 1"},
		{"Zendesk Sell", "id,owner_id,is_organization,name,first_name,last_name,customer_status,prospect_status,email,phone,mobile,address.line1", "email", "mobile"},
		{"Crisp", "people_id,email,nickname,gender,phone,company_name,company_url,segments,notepad,score", "email", "phone"},
		{"Close", "lead_id,lead_name,contact_name,primary_phone,primary_phone_type,primary_email,primary_email_type,status_label", "primary_email", "primary_phone"},
		{"TikTok", "create_time,campaign_id,campaign_name,adgroup_id,adgroup_name,ad_id,ad_name,form_id,lead_id,name,phone_number,email", "email", "phone_number"},
		{"Facebook", "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,form_name,platform,full_name,email,phone_number", "email", "phone_number"},
		{"WooCommerce", "id,status,date_created,billing.first_name,billing.last_name,billing.email,billing.phone,shipping.first_name,shipping.last_name", "billing.email", "billing.phone"},
		{"Eventbrite", "Order #,First Name,Last Name,Email,Attendee #,Attendee Status,Cell Phone,Buyer Name,Buyer Email", "Email", "Cell Phone"},
		{"Zoho", "ID de registro,Propietario de Posible cliente,Nombre,Apellidos,Correo electrónico,Teléfono,Móvil", "Correo electrónico", "Móvil"},
		{"RD Station", "Email,Nome,Telefone,Celular,Estágio no funil,Dono do Lead", "Email", "Celular"},
		{"HubSpot", "hs_object_id,hs_lead_status,email,phone,mobilephone", "email", "mobilephone"},
		{"Pipedrive", "Person - Name,Person - Email - Work,Person - Phone - Work,Person - Phone - Mobile", "Person - Email - Work", "Person - Phone - Mobile"},
		{"Pipedrive", "Person - Name,Person - E-Mail - Arbeit,Person - Telefon - Arbeit,Person - Label", "Person - E-Mail - Arbeit", "Person - Telefon - Arbeit"},
	} {
		m, err := columns.Map(strings.Split(test.header, ","), nil)
		if err != nil {
			t.Errorf("%s: %v", test.header, err)
			continue
		}
		for field, want := range map[string]string{lead.Email.String(): test.email, lead.Phone.String(): test.phone} {
			if all := m.Sharing(field); m.System != test.system || len(all) == 0 || all[0] != want {
				t.Errorf("%s: %s, %s is %q", test.header, m.System, field, all)
			}
		}
	}
}

// TestShared: of several columns of a system the first that is filled counts, in the system's order, and no
// cell is lost.
func TestShared(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header, cells string
		field         lead.Column
		want          string
		others        []lead.Cell
	}{
		{"Email,Billing Name,Shipping Name", "a@b.co,Ann,Ben", lead.Name, "Ann", []lead.Cell{{Column: "attributes.Shipping Name", Value: "Ben"}}},
		{"Email,Billing Name,Shipping Name", "a@b.co,,Ben", lead.Name, "Ben", nil},
		{"Copper ID,Owned By,Name,Primary Contact,Email", "1,Ben Wallner,The Quinn Smoke,Trevor Lane,t@b.co", lead.Name, "Trevor Lane", []lead.Cell{
			{Column: "attributes.Copper ID", Value: "1"}, {Column: "attributes.Owned By", Value: "Ben Wallner"}, {Column: "attributes.Name", Value: "The Quinn Smoke"},
		}},
		{"Order #,Attendee #,First Name,Last Name,Email,Buyer Name", "1,2,Otto,Fry,o@b.co,Sam Poe", lead.Name, "Otto Fry", []lead.Cell{
			{Column: "attributes.Order #", Value: "1"}, {Column: "attributes.Attendee #", Value: "2"}, {Column: "attributes.Buyer Name", Value: "Sam Poe"},
		}},
		{"SENDER_NAME,SENDER_EMAIL_ALT,SENDER_EMAIL", "Ann,b@b.co,a@b.co", lead.Email, "a@b.co", []lead.Cell{{Column: "attributes.SENDER_EMAIL_ALT", Value: "b@b.co"}}},
	} {
		row := rowOf(t, strings.Split(test.header, ","), strings.Split(test.cells, ","))
		if diff := cmp.Diff(test.others, row.Dynamic); diff != "" || row.Base[test.field] != test.want {
			t.Errorf("%s: %q %s", test.header, row.Base[test.field], diff)
		}
	}
}

// TestNamesOf: the columns that make up the name, as --map takes them.
func TestNamesOf(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Email": "", "Name": "Name", "Last Name,First Name,Middle Name": "First Name,Middle Name,Last Name", "姓,名,メール": "名,姓", "Vezetéknév,Keresztnév": "Vezetéknév,Keresztnév",
		"Name,First Name,Last Name,Display name":  "Name|First Name,Last Name|Display name",
		"First Name,Last Name,Display name":       "First Name,Last Name|Display name",
		"Nombre,Segundo apellido,Primer apellido": "Nombre,Primer apellido,Segundo apellido",
	} {
		m, err := columns.Map(strings.Split(header, ","), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := columns.NewChoice(m.Names(), "name").Headers; got != want {
			t.Errorf("%s: %s, want %s", header, got, want)
		}
	}
}

// TestNamesAssigned: the columns of a name as --map takes them make the same name as without it.
func TestNamesAssigned(t *testing.T) {
	t.Parallel()
	for _, test := range [][2]string{
		{"姓,名,メール", "Watson,Emily,a@b.co"}, {"姓,名,メール", "林,健太,a@b.co"}, {"姓,名,邮箱", "王,小明,a@b.co"}, {"姓,名,邮箱", "Lee,Ann,a@b.co"},
		{"Vezetéknév,Keresztnév", "Nagy,Anna"}, {"Last Name,First Name", "Example,Asha"}, {"Nom du contact,Prénom,Nom", "Mme Anne Petit,Anne,Petit"},
	} {
		header, cells := strings.Split(test[0], ","), strings.Split(test[1], ",")
		m, err := columns.Map(header, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := rowOf(t, header, cells).Base[lead.Name]
		given := columns.NewChoice(m.Names(), "name").String()
		if got := rowOf(t, header, cells, given).Base[lead.Name]; got != want {
			t.Errorf("%s of %s: %q, want %q", given, test[1], got, want)
		}
	}
}

// TestNamesAsWritten: the script of a row tells the order of its name, too, where --map names the parts as they stand.
func TestNamesAsWritten(t *testing.T) {
	t.Parallel()
	for cells, want := range map[string]string{"Watson,Emily,Baker": "Emily Watson", "中村,陽子,花": "中村 陽子", ",,Baker": "Baker"} {
		if got := rowOf(t, []string{"姓", "名", "会社名"}, strings.Split(cells, ","), "姓,名|会社名=name").Base[lead.Name]; got != want {
			t.Errorf("%s: %q, want %q", cells, got, want)
		}
	}
}

// TestReadings: how a name is read aloud is never a part of it.
func TestReadings(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"ふりがな": true, "フリガナ": true, "お名前（ふりがな）": true, "よみ": true, "Name (Kana)": true, "Phonetic First Name": true, "Pinyin": true,
		"お名前（漢字）": false, "Kanal": false, "First Name": false, "Who": false,
	} {
		if got := columns.IsOtherName(header); got != want || want && columns.PartOf(header) != "" {
			t.Errorf("%s is a reading: %v, of the part %q", header, got, columns.PartOf(header))
		}
	}
}

// TestNamesOfLanguages: first and last names are known in languages whose word for the name is that for the first one.
func TestNamesOfLanguages(t *testing.T) {
	t.Parallel()
	for _, header := range [][]string{
		{"Ime", "Priimek"}, {"Ime", "Prezime"}, {"Име", "Фамилия"}, {"Име", "Презиме"}, {"Vardas", "Pavardė"}, {"Vārds", "Uzvārds"}, {"Eesnimi", "Perekonnanimi"},
	} {
		m, err := columns.Map(header, nil)
		if err != nil {
			t.Fatal(err)
		}
		in := lead.Row{Dynamic: []lead.Cell{{Column: header[0], Value: "Ana"}, {Column: header[1], Value: "Kos"}}}
		if out := m.Row(&in, nil); out.Base[lead.Name] != "Ana Kos" || out.Dynamic != nil {
			t.Errorf("%q: %+v", header, out)
		}
	}
}
