<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>gotoai::app</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Playground</source>
        <translation>Playground</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Supply</source>
        <translation>Angebot</translation>
    </message>
</context>
<context>
    <name>gotoai::app::AboutDialog</name>
    <message>
        <source>About GotoAI</source>
        <translation>Über GotoAI</translation>
    </message>
    <message>
        <source>The control plane for model access.</source>
        <translation>Die Schaltstelle für den Zugang zu Modellen.</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Konsole</translation>
    </message>
    <message>
        <source>Daemon</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Fonts</source>
        <translation>Schriften</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>gotoai::app::Application</name>
    <message>
        <source>GotoAI</source>
        <translation>GotoAI</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>&amp;Stop…</source>
        <translation>&amp;Anhalten…</translation>
    </message>
    <message>
        <source>What is s&amp;topped…</source>
        <translation>Was &amp;steht…</translation>
    </message>
    <message>
        <source>Keyboard short&amp;cuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;About GotoAI</source>
        <translation>&amp;Über GotoAI</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>Ab&amp;melden</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Open GotoAI</source>
        <translation>GotoAI &amp;öffnen</translation>
    </message>
    <message>
        <source>Colours of the desktop</source>
        <translation>Farben der Arbeitsfläche</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
</context>
<context>
    <name>gotoai::app::PreferencesDialog</name>
    <message>
        <source>&amp;Icon beside the clock, with the daemon&apos;s health</source>
        <translation>&amp;Symbol neben der Uhr, mit der Gesundheit des Dienstes</translation>
    </message>
    <message>
        <source>&amp;Messages when that changes, and for alerts</source>
        <translation>&amp;Meldungen, wenn sie sich ändert, und bei Alarmen</translation>
    </message>
    <message>
        <source>&amp;Closing the window leaves the icon there</source>
        <translation>Das S&amp;chließen des Fensters lässt das Symbol stehen</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>wie die Arbeitsfläche</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>C&amp;olours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>A language counts from the next start on.</source>
        <translation>Eine Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>This desktop has no place for it.</source>
        <translation>Diese Arbeitsfläche hat keinen Platz dafür.</translation>
    </message>
</context>
<context>
    <name>gotoai::app::SignInPage</name>
    <message>
        <source>How to sign in</source>
        <translation>Art der Anmeldung</translation>
    </message>
    <message>
        <source>Development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>you@example.com</source>
        <translation>sie@example.com</translation>
    </message>
    <message>
        <source>&amp;Production: mark it in red</source>
        <translation>&amp;Produktion: rot kennzeichnen</translation>
    </message>
    <message>
        <source>&amp;Sign in</source>
        <translation>An&amp;melden</translation>
    </message>
    <message>
        <source>Start a &amp;local daemon</source>
        <translation>&amp;Lokalen Dienst starten</translation>
    </message>
    <message>
        <source>Sign in to a daemon</source>
        <translation>Bei einem Dienst anmelden</translation>
    </message>
    <message>
        <source>Known daemons</source>
        <translation>Bekannte Dienste</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Email and password</source>
        <translation>E-Mail und Passwort</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
    <message>
        <source>&amp;Email</source>
        <translation>&amp;E-Mail</translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation>Pass&amp;wort</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Another daemon…</source>
        <translation>Ein anderer Dienst…</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
    <message>
        <source>%1, production</source>
        <translation>%1, Produktion</translation>
    </message>
    <message>
        <source>%1 is forgotten, and its token with it.</source>
        <translation>%1 ist vergessen, und mit ihm das Token.</translation>
    </message>
    <message>
        <source>That is no address. Write a host, like gateway.example.com or 127.0.0.1:8788.</source>
        <translation>Das ist keine Adresse. Nennen Sie einen Rechner, wie gateway.example.com oder 127.0.0.1:8788.</translation>
    </message>
    <message>
        <source>Over a network the token must not go in clear: use https.</source>
        <translation>Über ein Netz darf das Token nicht im Klartext gehen: nehmen Sie https.</translation>
    </message>
    <message>
        <source>Use &amp;https</source>
        <translation>&amp;https nehmen</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>Noch e&amp;inmal</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Anmeldung…</translation>
    </message>
</context>
<context>
    <name>gotoai::billing</name>
    <message>
        <source>the most that it can cost</source>
        <translation>das Höchste, was es kosten kann</translation>
    </message>
    <message>
        <source>unused hold</source>
        <translation>nicht gebrauchter Vorbehalt</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1 über %2</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Provider cost</source>
        <translation>Anbieterkosten</translation>
    </message>
    <message>
        <source>Platform fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>User charge</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Vorbehalt</translation>
    </message>
    <message>
        <source>Available after</source>
        <translation>Verfügbar danach</translation>
    </message>
    <message>
        <source>not ordered</source>
        <translation>nicht bestellt</translation>
    </message>
    <message>
        <source>The provider bills what no order asked for.</source>
        <translation>Der Anbieter berechnet, was kein Auftrag verlangt hat.</translation>
    </message>
    <message>
        <source>not billed</source>
        <translation>nicht berechnet</translation>
    </message>
    <message>
        <source>The order cost something, and the provider does not bill it.</source>
        <translation>Der Auftrag hat etwas gekostet, und der Anbieter berechnet ihn nicht.</translation>
    </message>
    <message>
        <source>other tokens</source>
        <translation>andere Tokens</translation>
    </message>
    <message>
        <source>Tokens were counted differently.</source>
        <translation>Die Tokens wurden verschieden gezählt.</translation>
    </message>
    <message>
        <source>other price</source>
        <translation>anderer Preis</translation>
    </message>
    <message>
        <source>The same tokens are billed at another price.</source>
        <translation>Dieselben Tokens sind zu einem anderen Preis berechnet.</translation>
    </message>
    <message>
        <source>above the hold</source>
        <translation>über dem Gehaltenen</translation>
    </message>
    <message>
        <source>More is billed than the order held.</source>
        <translation>Es ist mehr berechnet, als der Auftrag hielt.</translation>
    </message>
    <message>
        <source>billed twice</source>
        <translation>doppelt berechnet</translation>
    </message>
    <message>
        <source>It is billed more than once.</source>
        <translation>Es ist mehr als einmal berechnet.</translation>
    </message>
    <message>
        <source>absurd</source>
        <translation>unsinnig</translation>
    </message>
    <message>
        <source>It is billed with numbers that cannot be.</source>
        <translation>Es ist mit Zahlen berechnet, die nicht sein können.</translation>
    </message>
    <message>
        <source>not ended</source>
        <translation>nicht beendet</translation>
    </message>
    <message>
        <source>It is billed, or runs for long, and has not ended in the books.</source>
        <translation>Es ist berechnet oder läuft lange und ist in den Büchern nicht beendet.</translation>
    </message>
    <message>
        <source>rounding</source>
        <translation>Rundung</translation>
    </message>
    <message>
        <source>No further apart than providers round.</source>
        <translation>Nicht weiter auseinander, als Anbieter runden.</translation>
    </message>
    <message>
        <source>at the edge</source>
        <translation>am Rand</translation>
    </message>
    <message>
        <source>So near the edge of the time that it may stand in the neighbouring statement.</source>
        <translation>So nahe am Rand der Zeit, dass es in der benachbarten Abrechnung stehen kann.</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>agrees</source>
        <translation>stimmt überein</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>weicht ab</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Time compared</source>
        <translation>Verglichene Zeit</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Abweichungen</translation>
    </message>
    <message>
        <source>Apart</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>more than %1</source>
        <translation>mehr als %1</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Gebucht</translation>
    </message>
    <message>
        <source>Billed</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>explained</source>
        <translation>erklärt</translation>
    </message>
    <message>
        <source>being booked</source>
        <translation>wird gebucht</translation>
    </message>
    <message>
        <source>booked</source>
        <translation>gebucht</translation>
    </message>
    <message>
        <source>Tokens booked</source>
        <translation>Gebuchte Tokens</translation>
    </message>
    <message>
        <source>Tokens in the log</source>
        <translation>Tokens im Protokoll</translation>
    </message>
    <message>
        <source>Tokens billed</source>
        <translation>Berechnete Tokens</translation>
    </message>
    <message>
        <source>Attempts, rows</source>
        <translation>Versuche, Zeilen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Provider&apos;s id</source>
        <translation>Kennung des Anbieters</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::AccountDialog</name>
    <message>
        <source>New account</source>
        <translation>Neues Konto</translation>
    </message>
    <message>
        <source>&amp;Make account</source>
        <translation>Konto &amp;anlegen</translation>
    </message>
    <message>
        <source>Change the account %1</source>
        <translation>Konto %1 ändern</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Fee in percent of the cost</source>
        <translation>&amp;Gebühr in Prozent der Kosten</translation>
    </message>
    <message>
        <source>Fee &amp;per call in USD</source>
        <translation>Gebühr je A&amp;ufruf in USD</translation>
    </message>
    <message>
        <source>&amp;Credit limit in USD</source>
        <translation>&amp;Kreditrahmen in USD</translation>
    </message>
    <message>
        <source>How far below zero the wallet may go. Without one, nothing is lent.</source>
        <translation>Wie weit das Guthaben unter null gehen darf. Ohne ihn wird nichts geliehen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Fee in percent</source>
        <translation>Gebühr in Prozent</translation>
    </message>
    <message>
        <source>Fee per call</source>
        <translation>Gebühr je Aufruf</translation>
    </message>
    <message>
        <source>Credit limit</source>
        <translation>Kreditrahmen</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::AdjustDialog</name>
    <message>
        <source>Adjust the wallet of %1</source>
        <translation>Guthaben von %1 berichtigen</translation>
    </message>
    <message>
        <source>&amp;Book</source>
        <translation>&amp;Buchen</translation>
    </message>
    <message>
        <source>Grant money, spent before its own</source>
        <translation>Geld gutschreiben, das zuerst verbraucht wird</translation>
    </message>
    <message>
        <source>Give back what a provider billed wrongly</source>
        <translation>Zurückgeben, was ein Anbieter falsch berechnet hat</translation>
    </message>
    <message>
        <source>Take what a provider billed in addition</source>
        <translation>Nehmen, was ein Anbieter nachberechnet hat</translation>
    </message>
    <message>
        <source>Book a payment that was taken back</source>
        <translation>Eine zurückgeholte Zahlung buchen</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>&amp;Was</translation>
    </message>
    <message>
        <source>&amp;Amount in USD</source>
        <translation>Bet&amp;rag in USD</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n Tag</numerusform>
            <numerusform>in %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Ends</source>
        <translation>&amp;Endet</translation>
    </message>
    <message>
        <source>&amp;Provider</source>
        <translation>Anb&amp;ieter</translation>
    </message>
    <message>
        <source>Wa&amp;y it had come</source>
        <translation>Wo&amp;her es kam</translation>
    </message>
    <message>
        <source>&amp;Type %1 to confirm</source>
        <translation>Zur Bestätigung %1 &amp;tippen</translation>
    </message>
    <message>
        <source>Rea&amp;son</source>
        <translation>&amp;Grund</translation>
    </message>
    <message>
        <source>&amp;Take %1</source>
        <translation>%1 &amp;nehmen</translation>
    </message>
    <message>
        <source>&amp;Give %1</source>
        <translation>%1 ge&amp;ben</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::BillingPage</name>
    <message>
        <source>Available</source>
        <translation>Verfügbar</translation>
    </message>
    <message>
        <source>and %1 granted</source>
        <translation>und %1 gutgeschrieben</translation>
    </message>
    <message>
        <source>no credit</source>
        <translation>kein Kredit</translation>
    </message>
    <message>
        <source>credit limit %1</source>
        <translation>Kreditrahmen %1</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Vorbehalten</translation>
    </message>
    <message>
        <source>by running orders</source>
        <translation>von laufenden Aufträgen</translation>
    </message>
    <message>
        <source>Charged this month</source>
        <translation>Diesen Monat berechnet</translation>
    </message>
    <message>
        <source>cost %1 · fee %2</source>
        <translation>Kosten %1 · Gebühr %2</translation>
    </message>
    <message>
        <source>%1 are in the wallet of %2.</source>
        <translation>%1 sind im Guthaben von %2.</translation>
    </message>
    <message>
        <source>Booked: %1, %2.</source>
        <translation>Gebucht: %1, %2.</translation>
    </message>
    <message>
        <source>%1 are given back.</source>
        <translation>%1 sind zurückgegeben.</translation>
    </message>
    <message>
        <source>Side of the books</source>
        <translation>Seite der Bücher</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Hauptbuch</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Auszug</translation>
    </message>
    <message>
        <source>In doubt</source>
        <translation>Im Zweifel</translation>
    </message>
    <message>
        <source>In doubt %1</source>
        <translation>Im Zweifel %1</translation>
    </message>
    <message>
        <source>&amp;Top up…</source>
        <translation>&amp;Aufladen…</translation>
    </message>
    <message>
        <source>Ad&amp;just…</source>
        <translation>&amp;Berichtigen…</translation>
    </message>
    <message>
        <source>&amp;New account…</source>
        <translation>Neues &amp;Konto…</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>Än&amp;dern…</translation>
    </message>
    <message>
        <source>Money belongs to an account: a customer, a team, or yourself.</source>
        <translation>Geld gehört einem Konto: einem Kunden, einer Gruppe oder Ihnen selbst.</translation>
    </message>
    <message>
        <source>%1 Shown is what was known before.</source>
        <translation>%1 Gezeigt wird, was vorher bekannt war.</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>Budget, %1</source>
        <translation>Budget, %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1, resets %2</source>
        <translation>%1, neu ab %2</translation>
    </message>
    <message>
        <source>of %1 in all</source>
        <translation>von %1 insgesamt</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>Abgleich</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::DoubtsView</name>
    <message>
        <source>Nothing is known of how far it came.</source>
        <translation>Es ist nicht bekannt, wie weit er kam.</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Answer had begun</source>
        <translation>Antwort hatte begonnen</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Tokens in, out</source>
        <translation>Tokens hinein, heraus</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Charge by it</source>
        <translation>Danach zu berechnen</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Vorbehalten</translation>
    </message>
    <message>
        <source>Ends by itself</source>
        <translation>Endet von selbst</translation>
    </message>
    <message>
        <source>Orders in doubt</source>
        <translation>Aufträge im Zweifel</translation>
    </message>
    <message>
        <source>The selected doubt</source>
        <translation>Der gewählte Zweifel</translation>
    </message>
    <message>
        <source>Set&amp;tle…</source>
        <translation>A&amp;brechnen…</translation>
    </message>
    <message>
        <source>Re&amp;lease…</source>
        <translation>&amp;Freigeben…</translation>
    </message>
    <message>
        <source>What is known</source>
        <translation>Was bekannt ist</translation>
    </message>
    <message>
        <source>in doubt</source>
        <translation>im Zweifel</translation>
    </message>
    <message>
        <source>No order is in doubt: what every call cost is known.</source>
        <translation>Kein Auftrag ist im Zweifel: von jedem Aufruf ist bekannt, was er gekostet hat.</translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>Auftrag %1</translation>
    </message>
    <message>
        <source>A crash lost its end. %1 stay held until it is known, at most until %2.</source>
        <translation>Ein Absturz hat sein Ende verloren. %1 bleiben vorbehalten, bis es bekannt ist, höchstens bis %2.</translation>
    </message>
    <message>
        <source>Settle the order by what is known</source>
        <translation>Auftrag nach dem abrechnen, was bekannt ist</translation>
    </message>
    <message>
        <source>Release the order</source>
        <translation>Auftrag freigeben</translation>
    </message>
    <message>
        <source>&amp;Charge %1</source>
        <translation>%1 &amp;berechnen</translation>
    </message>
    <message>
        <source>&amp;Release %1</source>
        <translation>%1 &amp;freigeben</translation>
    </message>
    <message>
        <source>%1 are charged and the rest of %2 is given back, for good.</source>
        <translation>%1 werden berechnet und der Rest von %2 zurückgegeben, endgültig.</translation>
    </message>
    <message>
        <source>Nothing is charged and %1 are given back, for good.</source>
        <translation>Nichts wird berechnet und %1 werden zurückgegeben, endgültig.</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translation>&amp;Grund</translation>
    </message>
    <message>
        <source>Charged %1, given back %2.</source>
        <translation>Berechnet %1, zurückgegeben %2.</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::ImportStatementDialog</name>
    <message>
        <source>Import a provider&apos;s statement</source>
        <translation>Abrechnung eines Anbieters einlesen</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Einlesen</translation>
    </message>
    <message>
        <source>What a provider bills, as it gives it out: a CSV or JSON file. Importing a file twice adds nothing.</source>
        <translation>Was ein Anbieter berechnet, wie er es herausgibt: eine CSV- oder JSON-Datei. Eine Datei zweimal einzulesen, fügt nichts hinzu.</translation>
    </message>
    <message>
        <source>OpenAI&apos;s export</source>
        <translation>Export von OpenAI</translation>
    </message>
    <message>
        <source>Anthropic&apos;s export</source>
        <translation>Export von Anthropic</translation>
    </message>
    <message>
        <source>OpenRouter&apos;s export</source>
        <translation>Export von OpenRouter</translation>
    </message>
    <message>
        <source>another table</source>
        <translation>eine andere Tabelle</translation>
    </message>
    <message>
        <source>&amp;Provider</source>
        <translation>&amp;Anbieter</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Files of one name are one statement.</source>
        <translation>Dateien eines Namens sind eine Abrechnung.</translation>
    </message>
    <message>
        <source>For&amp;mat</source>
        <translation>For&amp;mat</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>&amp;Spalten</translation>
    </message>
    <message>
        <source>Which of its columns is what, where they have other names.</source>
        <translation>Welche Spalte was ist, wo sie anders heißen.</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>D&amp;urchsuchen…</translation>
    </message>
    <message>
        <source>A provider&apos;s statement</source>
        <translation>Abrechnung eines Anbieters</translation>
    </message>
    <message>
        <source>Statements (*.csv *.json);;All files (*)</source>
        <translation>Abrechnungen (*.csv *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>It is no whole array of rows, has none as data, or a row is longer than %1.</source>
        <translation>Es ist keine ganze Liste von Einträgen, hat keine als data, oder ein Eintrag ist länger als %1.</translation>
    </message>
    <message>
        <source>%1 are too much at once: import it in parts.</source>
        <translation>%1 sind auf einmal zu viel: in Teilen einlesen.</translation>
    </message>
    <message>
        <source>There is no row in it.</source>
        <translation>Es steht keine Zeile darin.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Es gibt keine solche Datei.</translation>
    </message>
    <message>
        <source>Part %1 of %2…</source>
        <translation>Teil %1 von %2…</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::LedgerView</name>
    <message>
        <source>Filter: an order&apos;s id, or a kind as in top-up</source>
        <translation>Filter: Kennung eines Auftrags oder Vorgang, wie Aufladung</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Hauptbuch</translation>
    </message>
    <message>
        <source>99+ new</source>
        <translation>über 99 neue</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n neue</numerusform>
            <numerusform>%n neue</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Shown is what was known at %2.</source>
        <translation>%1 Gezeigt wird, was um %2 bekannt war.</translation>
    </message>
    <message>
        <source>No line of the ledger fits the filter.</source>
        <translation>Keine Zeile des Hauptbuchs passt zum Filter.</translation>
    </message>
    <message>
        <source>Nothing was booked yet. Money comes into the wallet by a top-up.</source>
        <translation>Noch ist nichts gebucht. Geld kommt durch eine Aufladung ins Guthaben.</translation>
    </message>
    <message>
        <source>%1 of more lines; the rest comes as you scroll.</source>
        <translation>%1 von mehr Zeilen; der Rest kommt beim Rollen.</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::OrderReceipt</name>
    <message>
        <source>Event</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>From, to</source>
        <translation>Von, nach</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>What the order moved</source>
        <translation>Was der Auftrag bewegt hat</translation>
    </message>
    <message>
        <source>Copy rec&amp;eipt</source>
        <translation>B&amp;eleg kopieren</translation>
    </message>
    <message>
        <source>Re&amp;fund…</source>
        <translation>Er&amp;statten…</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>Auftrag %1</translation>
    </message>
    <message>
        <source>Nothing of its charge is left.</source>
        <translation>Von seiner Rechnung ist nichts übrig.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation>Erstattet</translation>
    </message>
    <message>
        <source>No receipt yet</source>
        <translation>Noch kein Beleg</translation>
    </message>
    <message>
        <source>made by another version</source>
        <translation>von einer anderen Version</translation>
    </message>
    <message>
        <source>Leaf</source>
        <translation>Blatt</translation>
    </message>
    <message>
        <source>batch %1</source>
        <translation>Stapel %1</translation>
    </message>
    <message>
        <source>Signed head</source>
        <translation>Unterschriebener Kopf</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::ReconcileDialog</name>
    <message>
        <source>Reconcile a provider</source>
        <translation>Einen Anbieter abgleichen</translation>
    </message>
    <message>
        <source>&amp;Reconcile</source>
        <translation>Ab&amp;gleichen</translation>
    </message>
    <message>
        <source>Compares every attempt in the books with what the provider bills. Nothing is changed by it.</source>
        <translation>Vergleicht jeden Versuch in den Büchern mit dem, was der Anbieter berechnet. Es ändert sich nichts dadurch.</translation>
    </message>
    <message numerus="yes">
        <source>the last %n day(s)</source>
        <translation>
            <numerusform>der letzte Tag</numerusform>
            <numerusform>die letzten %n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>all that the statement covers</source>
        <translation>alles, was die Abrechnung umfasst</translation>
    </message>
    <message>
        <source>&amp;Provider</source>
        <translation>&amp;Anbieter</translation>
    </message>
    <message>
        <source>&amp;Statement</source>
        <translation>Ab&amp;rechnung</translation>
    </message>
    <message>
        <source>Without one, books and request log are compared with each other.</source>
        <translation>Ohne eine werden Bücher und Anfragenprotokoll miteinander verglichen.</translation>
    </message>
    <message>
        <source>&amp;Time</source>
        <translation>&amp;Zeit</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::ReconcileView</name>
    <message>
        <source>Re&amp;concile…</source>
        <translation>Ab&amp;gleichen…</translation>
    </message>
    <message>
        <source>Reconciliations</source>
        <translation>Abgleiche</translation>
    </message>
    <message>
        <source>Only &amp;open ones</source>
        <translation>Nur &amp;offene</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Abweichungen</translation>
    </message>
    <message>
        <source>The selected difference</source>
        <translation>Die gewählte Abweichung</translation>
    </message>
    <message>
        <source>Mark &amp;explained…</source>
        <translation>Als &amp;erklärt vermerken…</translation>
    </message>
    <message>
        <source>&amp;Book…</source>
        <translation>&amp;Buchen…</translation>
    </message>
    <message>
        <source>What is known</source>
        <translation>Was bekannt ist</translation>
    </message>
    <message>
        <source>The daemon cannot be reached. Shown is what was known before.</source>
        <translation>Der Daemon ist nicht erreichbar. Gezeigt ist, was zuvor bekannt war.</translation>
    </message>
    <message>
        <source>The books were not yet held against what providers bill.</source>
        <translation>Die Bücher wurden noch nicht mit den Rechnungen der Anbieter verglichen.</translation>
    </message>
    <message>
        <source>The newest %1 runs; there are more.</source>
        <translation>Die neuesten %1 Läufe; es gibt mehr.</translation>
    </message>
    <message>
        <source>No difference is open.</source>
        <translation>Keine Abweichung ist offen.</translation>
    </message>
    <message>
        <source>No difference was found.</source>
        <translation>Keine Abweichung wurde gefunden.</translation>
    </message>
    <message>
        <source>The first %1; there are more.</source>
        <translation>Die ersten %1; es gibt mehr.</translation>
    </message>
    <message>
        <source>Book the difference</source>
        <translation>Die Abweichung buchen</translation>
    </message>
    <message>
        <source>Mark the difference explained</source>
        <translation>Die Abweichung als erklärt vermerken</translation>
    </message>
    <message>
        <source>&amp;Book %1</source>
        <translation>%1 &amp;buchen</translation>
    </message>
    <message>
        <source>Mark &amp;explained</source>
        <translation>Als &amp;erklärt vermerken</translation>
    </message>
    <message>
        <source>What is owed to the provider becomes what it bills. The other side of %1 waits in suspense until it is known who bears it. This stays in the ledger for good.</source>
        <translation>Was dem Anbieter geschuldet wird, wird zu dem, was er berechnet. Die Gegenseite von %1 wartet auf dem Klärungskonto, bis bekannt ist, wer sie trägt. Das bleibt für immer im Hauptbuch.</translation>
    </message>
    <message>
        <source>No money moves. The note stays with the difference.</source>
        <translation>Kein Geld bewegt sich. Die Notiz bleibt bei der Abweichung.</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>&amp;Notiz</translation>
    </message>
    <message>
        <source>I&amp;mport a statement…</source>
        <translation>Abrechnung e&amp;inlesen…</translation>
    </message>
    <message numerus="yes">
        <source>%1 holds %Ln row(s) now, %2 altogether.</source>
        <translation>
            <numerusform>%1 hat jetzt %Ln Zeile, zusammen %2.</numerusform>
            <numerusform>%1 hat jetzt %Ln Zeilen, zusammen %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::billing::RefundDialog</name>
    <message>
        <source>Refund the order %1</source>
        <translation>Auftrag %1 erstatten</translation>
    </message>
    <message>
        <source>&amp;Refund</source>
        <translation>&amp;Erstatten</translation>
    </message>
    <message>
        <source>%1 were charged for %2. What is given back goes into the wallet at once and is borne by the platform.</source>
        <translation>%1 wurden für %2 berechnet. Was erstattet wird, ist sofort im Guthaben und geht zu Lasten der Plattform.</translation>
    </message>
    <message>
        <source>Of the charge of %1, %2 were given back already.</source>
        <translation>Von berechneten %1 sind %2 schon erstattet.</translation>
    </message>
    <message>
        <source>&amp;Amount in USD</source>
        <translation>&amp;Betrag in USD</translation>
    </message>
    <message>
        <source>At most %1.</source>
        <translation>Höchstens %1.</translation>
    </message>
    <message>
        <source>Rea&amp;son</source>
        <translation>&amp;Grund</translation>
    </message>
    <message>
        <source>&amp;Refund %1</source>
        <translation>%1 &amp;erstatten</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::StatementList</name>
    <message>
        <source>Event</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Balance after</source>
        <translation>Danach</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::StatementUpload</name>
    <message>
        <source>In the part from line %1 on: %2</source>
        <translation>Im Teil ab Zeile %1: %2</translation>
    </message>
    <message>
        <source>In the part from row %1 on: %2</source>
        <translation>Im Teil ab Eintrag %1: %2</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::StatementView</name>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Verfügbar</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Vorbehalten</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>of it granted</source>
        <translation>davon gutgeschrieben</translation>
    </message>
    <message>
        <source>Opening, activity, closing</source>
        <translation>Anfang, Bewegung, Ende</translation>
    </message>
    <message>
        <source>Lines of the statement</source>
        <translation>Zeilen des Auszugs</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>Voriger Monat</translation>
    </message>
    <message>
        <source>From the beginning</source>
        <translation>Von Anfang an</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Export &amp;CSV…</source>
        <translation>&amp;CSV ausgeben…</translation>
    </message>
    <message>
        <source>Export &amp;JSON…</source>
        <translation>&amp;JSON ausgeben…</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Opening, %1</source>
        <translation>Anfang, %1</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Closing, %1</source>
        <translation>Ende, %1</translation>
    </message>
    <message>
        <source>Closing, now</source>
        <translation>Ende, jetzt</translation>
    </message>
    <message>
        <source>%1 Shown is what was known at %2.</source>
        <translation>%1 Gezeigt wird, was um %2 bekannt war.</translation>
    </message>
    <message>
        <source>In this period nothing came into the wallet or left it.</source>
        <translation>In dieser Zeit kam nichts ins Guthaben und ging nichts hinaus.</translation>
    </message>
    <message>
        <source>%1 of more lines; the rest comes as you scroll.</source>
        <translation>%1 von mehr Zeilen; der Rest kommt beim Rollen.</translation>
    </message>
    <message>
        <source>Export the statement</source>
        <translation>Auszug ausgeben</translation>
    </message>
    <message>
        <source>The file cannot be written: %1.</source>
        <translation>Die Datei kann nicht geschrieben werden: %1.</translation>
    </message>
    <message>
        <source>Writing %1…</source>
        <translation>%1 wird geschrieben…</translation>
    </message>
    <message>
        <source>Written to %1.</source>
        <translation>Nach %1 geschrieben.</translation>
    </message>
</context>
<context>
    <name>gotoai::billing::TopUpDialog</name>
    <message>
        <source>Top up %1</source>
        <translation>%1 aufladen</translation>
    </message>
    <message>
        <source>&amp;Top up</source>
        <translation>&amp;Aufladen</translation>
    </message>
    <message>
        <source>&amp;Amount in USD</source>
        <translation>&amp;Betrag in USD</translation>
    </message>
    <message>
        <source>&amp;Way</source>
        <translation>&amp;Weg</translation>
    </message>
    <message>
        <source>How the money came: a short word in small letters.</source>
        <translation>Wie das Geld kam: ein kurzes Wort in Kleinbuchstaben.</translation>
    </message>
    <message>
        <source>&amp;Reference</source>
        <translation>&amp;Kennzeichen</translation>
    </message>
    <message>
        <source>What the payment is called there. The same one is never booked twice.</source>
        <translation>Wie die Zahlung dort heißt. Dieselbe wird nie zweimal gebucht.</translation>
    </message>
    <message>
        <source>&amp;Top up %1</source>
        <translation>%1 &amp;aufladen</translation>
    </message>
    <message>
        <source>Available now %1, afterwards %2.</source>
        <translation>Jetzt verfügbar %1, danach %2.</translation>
    </message>
    <message>
        <source>Available now %1.</source>
        <translation>Jetzt verfügbar %1.</translation>
    </message>
</context>
<context>
    <name>gotoai::client::Failure</name>
    <message>
        <source>Your role may not do this.</source>
        <translation>Ihre Rolle darf das nicht.</translation>
    </message>
    <message>
        <source>This is planned, and not open yet.</source>
        <translation>Das ist geplant und noch nicht offen.</translation>
    </message>
    <message>
        <source>It does not exist (any more).</source>
        <translation>Es gibt es nicht (mehr).</translation>
    </message>
    <message>
        <source>No endpoint offers this model.</source>
        <translation>Kein Endpunkt bietet dieses Modell.</translation>
    </message>
    <message>
        <source>That does not go with what is there already.</source>
        <translation>Das verträgt sich nicht mit dem, was schon da ist.</translation>
    </message>
    <message>
        <source>Somebody else has changed it in the meantime.</source>
        <translation>Jemand anderes hat es inzwischen geändert.</translation>
    </message>
    <message>
        <source>It must be read again before it can be changed.</source>
        <translation>Es muss neu gelesen werden, bevor es geändert werden kann.</translation>
    </message>
    <message>
        <source>This was sent before with other values.</source>
        <translation>Das wurde schon mit anderen Werten geschickt.</translation>
    </message>
    <message>
        <source>That is more than the daemon takes at once.</source>
        <translation>Das ist mehr, als der Dienst auf einmal nimmt.</translation>
    </message>
    <message>
        <source>The conversation is too long for this model.</source>
        <translation>Das Gespräch ist zu lang für dieses Modell.</translation>
    </message>
    <message>
        <source>The wallet has not enough money for it.</source>
        <translation>Das Guthaben reicht dafür nicht.</translation>
    </message>
    <message>
        <source>A limit has been reached. It frees itself shortly.</source>
        <translation>Eine Grenze ist erreicht. Sie löst sich bald von selbst.</translation>
    </message>
    <message>
        <source>The provider, not GotoAI, cannot be reached.</source>
        <translation>Der Anbieter, nicht GotoAI, ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The provider, not GotoAI, took too long.</source>
        <translation>Der Anbieter, nicht GotoAI, brauchte zu lange.</translation>
    </message>
    <message>
        <source>The provider, not GotoAI, refused.</source>
        <translation>Der Anbieter, nicht GotoAI, hat abgelehnt.</translation>
    </message>
    <message>
        <source>The provider, not GotoAI, limits its rate.</source>
        <translation>Der Anbieter, nicht GotoAI, begrenzt die Rate.</translation>
    </message>
    <message>
        <source>The provider&apos;s answer made no sense.</source>
        <translation>Die Antwort des Anbieters ergab keinen Sinn.</translation>
    </message>
    <message>
        <source>The provider broke off in its answer.</source>
        <translation>Der Anbieter brach seine Antwort ab.</translation>
    </message>
    <message>
        <source>No endpoint can serve this now.</source>
        <translation>Kein Endpunkt kann das gerade leisten.</translation>
    </message>
    <message>
        <source>The daemon has too much to do. Try again in a moment.</source>
        <translation>Der Dienst hat zu viel zu tun. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>The daemon is being stopped.</source>
        <translation>Der Dienst wird beendet.</translation>
    </message>
    <message>
        <source>The daemon cannot write its books.</source>
        <translation>Der Dienst kann seine Bücher nicht schreiben.</translation>
    </message>
    <message>
        <source>The daemon&apos;s disk is nearly full.</source>
        <translation>Der Speicher des Dienstes ist fast voll.</translation>
    </message>
    <message>
        <source>The daemon refused.</source>
        <translation>Der Dienst hat abgelehnt.</translation>
    </message>
    <message>
        <source>The daemon refused: %1.</source>
        <translation>Der Dienst hat abgelehnt: %1.</translation>
    </message>
    <message>
        <source>You are signed out. Sign in again to go on.</source>
        <translation>Sie sind abgemeldet. Melden Sie sich an, um weiterzumachen.</translation>
    </message>
    <message>
        <source>The daemon cannot be reached.</source>
        <translation>Der Dienst ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The daemon does not answer in time.</source>
        <translation>Der Dienst antwortet nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>The daemon&apos;s certificate is not trusted.</source>
        <translation>Dem Zertifikat des Dienstes wird nicht vertraut.</translation>
    </message>
    <message>
        <source>The answer is not one of a GotoAI daemon.</source>
        <translation>Die Antwort ist keine eines GotoAI-Dienstes.</translation>
    </message>
    <message>
        <source>Console and daemon are of versions that do not go together.</source>
        <translation>Die Versionen von Konsole und Dienst passen nicht zusammen.</translation>
    </message>
    <message>
        <source>The key may not use this model.</source>
        <translation>Der Schlüssel darf dieses Modell nicht nutzen.</translation>
    </message>
</context>
<context>
    <name>gotoai::client::Keyring</name>
    <message>
        <source>Tokens are remembered until you close the console: this desktop has no keyring to keep them.</source>
        <translation>Tokens bleiben, bis Sie die Konsole schließen: diese Arbeitsfläche hat keinen Schlüsselbund dafür.</translation>
    </message>
    <message>
        <source>The keyring is locked, so the token is asked for.</source>
        <translation>Der Schlüsselbund ist verschlossen, daher wird nach dem Token gefragt.</translation>
    </message>
</context>
<context>
    <name>gotoai::client::LocalDaemon</name>
    <message>
        <source>The daemon could not be started: %1.</source>
        <translation>Der Dienst konnte nicht gestartet werden: %1.</translation>
    </message>
    <message>
        <source>There is no gotoaid on this computer, neither beside the console nor on the path.</source>
        <translation>Auf diesem Rechner gibt es kein gotoaid, weder neben der Konsole noch im Pfad.</translation>
    </message>
    <message>
        <source>What was started is not a GotoAI daemon.</source>
        <translation>Was gestartet wurde, ist kein GotoAI-Dienst.</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>The daemon did not start: %1</source>
        <translation>Der Dienst ist nicht gestartet: %1</translation>
    </message>
    <message>
        <source>The daemon has ended: %1</source>
        <translation>Der Dienst ist zu Ende: %1</translation>
    </message>
</context>
<context>
    <name>gotoai::keys</name>
    <message>
        <source>no budget</source>
        <translation>kein Budget</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>as the account</source>
        <translation>wie das Konto</translation>
    </message>
    <message>
        <source>an hour</source>
        <translation>je Stunde</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>je Tag</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>je Woche</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>je Monat</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>revoked</source>
        <translation>widerrufen</translation>
    </message>
    <message>
        <source>Revoked on %1, for good.</source>
        <translation>Widerrufen am %1, endgültig.</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>abgelaufen</translation>
    </message>
    <message>
        <source>Expired on %1.</source>
        <translation>Abgelaufen am %1.</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>Stopped by %1: %2</source>
        <translation>Angehalten von %1: %2</translation>
    </message>
    <message>
        <source>budget spent</source>
        <translation>Budget verbraucht</translation>
    </message>
    <message>
        <source>Its budget is spent; it begins anew on %1.</source>
        <translation>Sein Budget ist verbraucht; es beginnt neu am %1.</translation>
    </message>
    <message>
        <source>Its budget is spent.</source>
        <translation>Sein Budget ist verbraucht.</translation>
    </message>
    <message>
        <source>expires soon</source>
        <translation>läuft bald ab</translation>
    </message>
    <message>
        <source>Expires on %1.</source>
        <translation>Läuft ab am %1.</translation>
    </message>
    <message>
        <source>active</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>Last used on %1.</source>
        <translation>Zuletzt benutzt am %1.</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Budget left</source>
        <translation>Budget übrig</translation>
    </message>
    <message>
        <source>Charged, 30 d</source>
        <translation>Berechnet, 30 T</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Läuft ab</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Requests, 30 d</source>
        <translation>Anfragen, 30 T</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>the account&apos;s</source>
        <translation>des Kontos</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 übrig</translation>
    </message>
    <message>
        <source>resets</source>
        <translation>beginnt neu</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>every model</source>
        <translation>jedes Modell</translation>
    </message>
    <message>
        <source>Not used in the last 30 days.</source>
        <translation>In den letzten 30 Tagen nicht benutzt.</translation>
    </message>
    <message>
        <source>Nothing is known of its use yet.</source>
        <translation>Über seine Nutzung ist noch nichts bekannt.</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::BudgetChangeDialog</name>
    <message>
        <source>Change a budget</source>
        <translation>Budget ändern</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Remove it: it holds nothing back any more</source>
        <translation>&amp;Entfernen: es hält nichts mehr zurück</translation>
    </message>
    <message>
        <source>What it has counted stays counted; running orders end as they would have.</source>
        <translation>Was es gezählt hat, bleibt gezählt; laufende Aufträge enden, wie sie es getan hätten.</translation>
    </message>
    <message>
        <source>&amp;Budget</source>
        <translation>&amp;Budget</translation>
    </message>
    <message>
        <source>&amp;Limit in USD</source>
        <translation>&amp;Grenze in USD</translation>
    </message>
    <message>
        <source>&amp;Remove budget</source>
        <translation>&amp;Budget entfernen</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::BudgetDialog</name>
    <message>
        <source>A budget for %1</source>
        <translation>Ein Budget für %1</translation>
    </message>
    <message>
        <source>&amp;Set budget</source>
        <translation>Budget &amp;setzen</translation>
    </message>
    <message>
        <source>It counts the orders that begin from now on; running ones end as they would have.</source>
        <translation>Es zählt Aufträge, die ab jetzt beginnen; laufende enden wie sonst.</translation>
    </message>
    <message>
        <source>&amp;Limit in USD</source>
        <translation>&amp;Grenze in USD</translation>
    </message>
    <message>
        <source>&amp;Period</source>
        <translation>&amp;Zeitraum</translation>
    </message>
    <message>
        <source>Begins anew by the clock of %1.</source>
        <translation>Beginnt neu nach der Uhr von %1.</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::KeyChangeDialog</name>
    <message>
        <source>Change the key %1</source>
        <translation>Schlüssel %1 ändern</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translation>&amp;Weg</translation>
    </message>
    <message>
        <source>What matters most where a request does not say.</source>
        <translation>Was am wichtigsten ist, wenn eine Anfrage nichts sagt.</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>M&amp;odels</source>
        <translation>M&amp;odelle</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::KeyDetail</name>
    <message>
        <source>The selected key</source>
        <translation>Der gewählte Schlüssel</translation>
    </message>
    <message>
        <source>Language of the snippet</source>
        <translation>Sprache des Beispiels</translation>
    </message>
    <message>
        <source>first call</source>
        <translation>erster Aufruf</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Benutzen</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>No label</source>
        <translation>Ohne Namen</translation>
    </message>
    <message>
        <source>None: it may spend all that its account has.</source>
        <translation>Keines: er darf alles ausgeben, was sein Konto hat.</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::KeyDialog</name>
    <message>
        <source>as the account says</source>
        <translation>wie das Konto sagt</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neuer Schlüssel</translation>
    </message>
    <message>
        <source>&amp;Make key</source>
        <translation>Schlüssel &amp;anlegen</translation>
    </message>
    <message>
        <source>What uses it, as in helpdesk-bot</source>
        <translation>Wer ihn benutzt, wie helpdesk-bot</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n Tag</numerusform>
            <numerusform>in %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Account</source>
        <translation>&amp;Konto</translation>
    </message>
    <message>
        <source>Whose wallet pays.</source>
        <translation>Wessen Guthaben zahlt.</translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translation>&amp;Weg</translation>
    </message>
    <message>
        <source>What matters most where a request does not say.</source>
        <translation>Was am wichtigsten ist, wenn eine Anfrage nichts sagt.</translation>
    </message>
    <message>
        <source>&amp;Expires</source>
        <translation>&amp;Läuft ab</translation>
    </message>
    <message>
        <source>no budget</source>
        <translation>kein Budget</translation>
    </message>
    <message>
        <source>Period of the budget</source>
        <translation>Zeitraum des Budgets</translation>
    </message>
    <message>
        <source>&amp;Budget in USD</source>
        <translation>&amp;Budget in USD</translation>
    </message>
    <message>
        <source>The most that it may spend; what is over is refused.</source>
        <translation>Das Höchste, was er ausgeben darf; darüber wird abgelehnt.</translation>
    </message>
    <message>
        <source>Budget in USD</source>
        <translation>Budget in USD</translation>
    </message>
    <message>
        <source>M&amp;odels</source>
        <translation>M&amp;odelle</translation>
    </message>
    <message>
        <source>every model</source>
        <translation>jedes Modell</translation>
    </message>
    <message>
        <source>Ids with commas between them; openai/* is all that begin so.</source>
        <translation>Kennungen mit Kommas dazwischen; openai/* sind alle, die so beginnen.</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::KeysPage</name>
    <message>
        <source>The old key %1 has no end yet. %2</source>
        <translation>Der alte Schlüssel %1 hat noch kein Ende. %2</translation>
    </message>
    <message>
        <source>The old key %1 ends on %2.</source>
        <translation>Der alte Schlüssel %1 endet am %2.</translation>
    </message>
    <message>
        <source>%1 may call again.</source>
        <translation>%1 darf wieder aufrufen.</translation>
    </message>
    <message>
        <source>Revoke the key %1</source>
        <translation>Schlüssel %1 widerrufen</translation>
    </message>
    <message>
        <source>Every application that uses it is refused at once, for good. What runs ends as it would have. To change over without a gap, renew it instead.</source>
        <translation>Jede Anwendung, die ihn benutzt, wird sofort und endgültig abgelehnt. Was läuft, endet wie sonst. Um ohne Lücke zu wechseln, erneuern Sie ihn stattdessen.</translation>
    </message>
    <message>
        <source>Revoke %1</source>
        <translation>%1 widerrufen</translation>
    </message>
    <message>
        <source>Requests in the last 30 days</source>
        <translation>Anfragen der letzten 30 Tage</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>%1 is revoked.</source>
        <translation>%1 ist widerrufen.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Filter: label, account, last characters…</source>
        <translation>Filter: Name, Konto, letzte Zeichen…</translation>
    </message>
    <message>
        <source>Which keys</source>
        <translation>Welche Schlüssel</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>&amp;New key…</source>
        <translation>Neuer &amp;Schlüssel…</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>Än&amp;dern…</translation>
    </message>
    <message>
        <source>Rene&amp;w…</source>
        <translation>&amp;Erneuern…</translation>
    </message>
    <message>
        <source>St&amp;op…</source>
        <translation>An&amp;halten…</translation>
    </message>
    <message>
        <source>&amp;Revoke…</source>
        <translation>Wider&amp;rufen…</translation>
    </message>
    <message>
        <source>Add a &amp;budget…</source>
        <translation>&amp;Budget hinzufügen…</translation>
    </message>
    <message>
        <source>Copy the key&apos;s id</source>
        <translation>Kennung des Schlüssels kopieren</translation>
    </message>
    <message>
        <source>The daemon cannot be reached. Shown is what was known at %1.</source>
        <translation>Der Dienst ist nicht erreichbar. Gezeigt wird, was um %1 bekannt war.</translation>
    </message>
    <message>
        <source>An application needs a key to call models. It is shown once; the console forgets it.</source>
        <translation>Eine Anwendung braucht einen Schlüssel, um Modelle aufzurufen. Er wird einmal gezeigt; die Konsole vergisst ihn.</translation>
    </message>
    <message>
        <source>No key has ended yet.</source>
        <translation>Noch ist kein Schlüssel beendet.</translation>
    </message>
    <message>
        <source>No key fits the filter.</source>
        <translation>Kein Schlüssel passt zum Filter.</translation>
    </message>
    <message>
        <source>The newest %1 keys; there are more.</source>
        <translation>Die neuesten %1 Schlüssel; es gibt mehr.</translation>
    </message>
    <message>
        <source>Let it run a&amp;gain</source>
        <translation>&amp;Wieder zulassen</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>Noch einmal &amp;versuchen</translation>
    </message>
    <message>
        <source>Somebody else lets the old key %1 end on %2.</source>
        <translation>Jemand anders lässt den alten Schlüssel %1 am %2 enden.</translation>
    </message>
    <message>
        <source>Somebody else lets the old key %1 live on.</source>
        <translation>Jemand anders lässt den alten Schlüssel %1 weiter gelten.</translation>
    </message>
    <message>
        <source>&amp;End it on %1</source>
        <translation>Am %1 &amp;beenden</translation>
    </message>
    <message>
        <source>Somebody else has revoked %1 already.</source>
        <translation>Jemand anders hat %1 schon widerrufen.</translation>
    </message>
    <message>
        <source>C&amp;hange a budget…</source>
        <translation>Budget ä&amp;ndern…</translation>
    </message>
    <message>
        <source>%1 is without its budget %2. %3</source>
        <translation>%1 ist ohne sein Budget %2. %3</translation>
    </message>
    <message>
        <source>not in the last 30 days</source>
        <translation>nicht in den letzten 30 Tagen</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::RotateDialog</name>
    <message>
        <source>Renew the key %1</source>
        <translation>Schlüssel %1 erneuern</translation>
    </message>
    <message>
        <source>&amp;Make the new key</source>
        <translation>Neuen Schlüssel &amp;anlegen</translation>
    </message>
    <message>
        <source>A new key with the same label, account, route and models is made. The old one goes on until the time below, so that applications can be changed over one after the other.</source>
        <translation>Ein neuer Schlüssel mit gleichem Namen, Konto, Weg und gleichen Modellen wird angelegt. Der alte gilt bis zum Zeitpunkt unten, so dass Anwendungen eine nach der anderen umgestellt werden können.</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 Tage</translation>
    </message>
    <message>
        <source>The &amp;old key ends in</source>
        <translation>&amp;Der alte Schlüssel endet in</translation>
    </message>
    <message>
        <source>The new key has the old one&apos;s budgets as well, from nothing spent.</source>
        <translation>Der neue Schlüssel erhält auch die Budgets des alten, noch unverbraucht.</translation>
    </message>
    <message>
        <source>The old key has a budget of its own. The new one has none until an administrator sets it.</source>
        <translation>Der alte Schlüssel hat ein eigenes Budget. Der neue hat keines, bis ein Administrator es setzt.</translation>
    </message>
</context>
<context>
    <name>gotoai::keys::SecretDialog</name>
    <message>
        <source>The key %1</source>
        <translation>Der Schlüssel %1</translation>
    </message>
    <message>
        <source>This is the only time that it is shown. Put it where the application finds it as GOTOAI_API_KEY.</source>
        <translation>Nur jetzt wird er gezeigt. Legen Sie ihn dorthin, wo ihn die Anwendung als GOTOAI_API_KEY findet.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message numerus="yes">
        <source>Copied. The clipboard forgets it in %n second(s).</source>
        <translation>
            <numerusform>Kopiert. Die Zwischenablage vergisst ihn in %n Sekunde.</numerusform>
            <numerusform>Kopiert. Die Zwischenablage vergisst ihn in %n Sekunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>first call</source>
        <translation>erster Aufruf</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
</context>
<context>
    <name>gotoai::overview</name>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>open, %1 s</source>
        <translation>offen, %1 s</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>halb offen</translation>
    </message>
    <message>
        <source>Charged</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>cost %1 · fee %2</source>
        <translation>Kosten %1 · Gebühr %2</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>%1 tokens in, %2 out</source>
        <translation>%1 Tokens hinein, %2 heraus</translation>
    </message>
    <message>
        <source>Errors shown to callers</source>
        <translation>Fehler, die Aufrufer sahen</translation>
    </message>
    <message>
        <source>%1 of attempts were tried again</source>
        <translation>%1 der Versuche wurden wiederholt</translation>
    </message>
    <message>
        <source>p99 %1</source>
        <translation>p99 %1</translation>
    </message>
    <message>
        <source>nothing was streamed</source>
        <translation>nichts wurde gestreamt</translation>
    </message>
    <message>
        <source>Held now</source>
        <translation>Jetzt vorbehalten</translation>
    </message>
    <message numerus="yes">
        <source>%n running order(s)</source>
        <translation>
            <numerusform>%n laufender Auftrag</numerusform>
            <numerusform>%n laufende Aufträge</numerusform>
        </translation>
    </message>
    <message>
        <source>whole</source>
        <translation>heil</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>abgeschnitten</translation>
    </message>
    <message>
        <source>cannot be signed</source>
        <translation>kann nicht unterschrieben werden</translation>
    </message>
    <message>
        <source>not signed yet</source>
        <translation>noch nicht unterschrieben</translation>
    </message>
    <message>
        <source>ledger</source>
        <translation>Hauptbuch</translation>
    </message>
    <message>
        <source>cannot be written: no orders are taken</source>
        <translation>kann nicht geschrieben werden: keine Aufträge werden angenommen</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>doubt</source>
        <translation>Zweifel</translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) wait for evidence</source>
        <translation>
            <numerusform>%n Auftrag wartet auf Belege</numerusform>
            <numerusform>%n Aufträge warten auf Belege</numerusform>
        </translation>
    </message>
    <message>
        <source>calm</source>
        <translation>ruhig</translation>
    </message>
    <message>
        <source>nothing waits for you</source>
        <translation>nichts wartet auf Sie</translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation>Offene Aufträge</translation>
    </message>
    <message>
        <source>Held against them</source>
        <translation>Dafür vorbehalten</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>Kette</translation>
    </message>
    <message>
        <source>Head, signed %1</source>
        <translation>Kopf, unterschrieben %1</translation>
    </message>
    <message>
        <source>−%1 % on the time before</source>
        <translation>−%1 % zur Zeit davor</translation>
    </message>
    <message>
        <source>+%1 % on the time before</source>
        <translation>+%1 % zur Zeit davor</translation>
    </message>
    <message>
        <source>ledger cut</source>
        <translation>Hauptbuch abgeschnitten</translation>
    </message>
    <message>
        <source>audit log cut</source>
        <translation>Prüfprotokoll abgeschnitten</translation>
    </message>
    <message>
        <source>space low</source>
        <translation>wenig Speicherplatz</translation>
    </message>
    <message>
        <source>ballast given up</source>
        <translation>Ballast abgegeben</translation>
    </message>
    <message>
        <source>low balance</source>
        <translation>wenig Guthaben</translation>
    </message>
    <message>
        <source>breaker open</source>
        <translation>Sicherung offen</translation>
    </message>
    <message>
        <source>orders in doubt</source>
        <translation>Aufträge im Zweifel</translation>
    </message>
    <message>
        <source>absurd usage</source>
        <translation>unsinniger Verbrauch</translation>
    </message>
    <message>
        <source>usage without price</source>
        <translation>Verbrauch ohne Preis</translation>
    </message>
    <message>
        <source>provider bills otherwise</source>
        <translation>Anbieter rechnet anders ab</translation>
    </message>
    <message>
        <source>global</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>First token, p50 / p95</source>
        <translation>Erstes Token, p50 / p95</translation>
    </message>
    <message>
        <source>alerts</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>not known at the moment</source>
        <translation>gerade nicht bekannt</translation>
    </message>
</context>
<context>
    <name>gotoai::overview::FirstSteps</name>
    <message>
        <source>Take a provider</source>
        <translation>Einen Anbieter nehmen</translation>
    </message>
    <message>
        <source>From the market, or one of your own, with its secret.</source>
        <translation>Vom Markt oder einen eigenen, mit seinem Geheimnis.</translation>
    </message>
    <message>
        <source>Make a key</source>
        <translation>Einen Schlüssel anlegen</translation>
    </message>
    <message>
        <source>For an account that has money in its wallet.</source>
        <translation>Für ein Konto, das Geld im Guthaben hat.</translation>
    </message>
    <message>
        <source>Make a first call</source>
        <translation>Einen ersten Aufruf machen</translation>
    </message>
    <message>
        <source>Here, or with any OpenAI client.</source>
        <translation>Hier oder mit jedem OpenAI-Programm.</translation>
    </message>
    <message>
        <source>See its ledger lines</source>
        <translation>Seine Zeilen im Hauptbuch sehen</translation>
    </message>
    <message>
        <source>What was held, charged and given back.</source>
        <translation>Was vorbehalten, berechnet und zurückgegeben wurde.</translation>
    </message>
    <message>
        <source>Four steps to a first call</source>
        <translation>Vier Schritte zum ersten Aufruf</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
</context>
<context>
    <name>gotoai::overview::OverviewPage</name>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 T</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 T</translation>
    </message>
    <message>
        <source>Range of time</source>
        <translation>Zeitspanne</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens hinein</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens heraus</translation>
    </message>
    <message>
        <source>Provider cost</source>
        <translation>Anbieterkosten</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Charge by model</source>
        <translation>Berechnet nach Modell</translation>
    </message>
    <message>
        <source>Charge by model over time</source>
        <translation>Berechnet nach Modell über die Zeit</translation>
    </message>
    <message>
        <source>Top models</source>
        <translation>Meistgenutzte Modelle</translation>
    </message>
    <message>
        <source>Provider health</source>
        <translation>Gesundheit der Anbieter</translation>
    </message>
    <message>
        <source>%1 Shown is what was known at %2.</source>
        <translation>%1 Gezeigt wird, was um %2 bekannt war.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>Wartet auf Sie</translation>
    </message>
    <message>
        <source>Books</source>
        <translation>Bücher</translation>
    </message>
    <message>
        <source>Nothing was asked in this time.</source>
        <translation>In dieser Zeit wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::ChatSettings</name>
    <message>
        <source>The tools are no JSON array.</source>
        <translation>Die Werkzeuge sind kein JSON-Array.</translation>
    </message>
    <message>
        <source>The schema is no JSON object.</source>
        <translation>Das Schema ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>The route&apos;s wishes are no JSON object.</source>
        <translation>Die Wünsche an den Weg sind kein JSON-Objekt.</translation>
    </message>
    <message numerus="yes">
        <source>max %n tokens</source>
        <translation>
            <numerusform>höchstens %n Token</numerusform>
            <numerusform>höchstens %n Tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>no limit of tokens</source>
        <translation>Tokens unbegrenzt</translation>
    </message>
    <message>
        <source>temperature %1</source>
        <translation>Temperatur %1</translation>
    </message>
    <message>
        <source>tools %1</source>
        <translation>Werkzeuge %1</translation>
    </message>
    <message>
        <source>JSON schema off</source>
        <translation>JSON-Schema aus</translation>
    </message>
    <message>
        <source>JSON schema on</source>
        <translation>JSON-Schema an</translation>
    </message>
    <message>
        <source>route narrowed</source>
        <translation>Weg eingeschränkt</translation>
    </message>
    <message>
        <source>not streamed</source>
        <translation>nicht gestreamt</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::Composer</name>
    <message>
        <source>Write a message…</source>
        <translation>Nachricht schreiben…</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>%1 is larger than 8 MB.</source>
        <translation>%1 ist größer als 8 MB.</translation>
    </message>
    <message>
        <source>%1 is no PNG, JPEG, WebP or GIF picture.</source>
        <translation>%1 ist kein Bild in PNG, JPEG, WebP oder GIF.</translation>
    </message>
    <message numerus="yes">
        <source>No more than %n pictures go along with a message.</source>
        <translation>
            <numerusform>Mit einer Nachricht geht höchstens %n Bild.</numerusform>
            <numerusform>Mit einer Nachricht gehen höchstens %n Bilder.</numerusform>
        </translation>
    </message>
    <message>
        <source>Attach a picture</source>
        <translation>Bild anhängen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.gif)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.gif)</translation>
    </message>
    <message>
        <source>Take %1 away</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>pasted picture</source>
        <translation>eingefügtes Bild</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::Conversation</name>
    <message>
        <source>image %1</source>
        <translation>Bild %1</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::EmptyConversation</name>
    <message>
        <source>Explain a hold on money in three sentences.</source>
        <translation>Erkläre in drei Sätzen, was vorgemerktes Geld ist.</translation>
    </message>
    <message>
        <source>Write a query for the ten dearest orders of a day.</source>
        <translation>Schreibe eine Abfrage nach den zehn teuersten Aufträgen eines Tages.</translation>
    </message>
    <message>
        <source>Say politely that a delivery is three days late.</source>
        <translation>Sage höflich, dass eine Lieferung drei Tage zu spät kommt.</translation>
    </message>
    <message>
        <source>Write a message below; %1 sends it. The answer, its route and its cost appear as they come.</source>
        <translation>Schreibe unten eine Nachricht; %1 sendet sie. Antwort, Weg und Kosten erscheinen, wie sie kommen.</translation>
    </message>
    <message>
        <source>Ask a model</source>
        <translation>Ein Modell fragen</translation>
    </message>
    <message>
        <source>Calls are real: they need an API key, and its account pays for them.</source>
        <translation>Aufrufe sind echt: Sie brauchen einen API-Schlüssel, und sein Konto zahlt sie.</translation>
    </message>
    <message>
        <source>Calls are real: %1 pays for them, by its key %2.</source>
        <translation>Aufrufe sind echt: %1 zahlt sie, mit dem Schlüssel %2.</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::FrameModel</name>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::Inspector</name>
    <message>
        <source>What is looked at</source>
        <translation>Was betrachtet wird</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Kopfzeilen</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Frames %1</source>
        <translation>Frames %1</translation>
    </message>
    <message>
        <source>Where it would go, as things stand:</source>
        <translation>Wohin es nach jetzigem Stand ginge:</translation>
    </message>
    <message>
        <source>Send a message to see its whole life here.</source>
        <translation>Senden Sie eine Nachricht, um hier ihren ganzen Verlauf zu sehen.</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>first token</source>
        <translation>erstes Token</translation>
    </message>
    <message>
        <source>
… and %1 more bytes</source>
        <translation>
… und %1 weitere Bytes</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::KeyChoice</name>
    <message>
        <source>&amp;Use this key</source>
        <translation>Diesen Schlüssel &amp;benutzen</translation>
    </message>
    <message>
        <source>The playground calls with a real API key, on its account&apos;s money. Paste one, or make one on the Keys page.</source>
        <translation>Der Playground ruft mit einem echten API-Schlüssel auf, vom Geld seines Kontos. Fügen Sie einen ein oder legen Sie einen auf der Seite Schlüssel an.</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API-Schlüssel</translation>
    </message>
    <message>
        <source>That is no API key: one begins with gai_.</source>
        <translation>Das ist kein API-Schlüssel: einer beginnt mit gai_.</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::Lane</name>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Take this model away</source>
        <translation>Dieses Modell entfernen</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>Assistent</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>The answer broke off before its end.</source>
        <translation>Die Antwort brach vor ihrem Ende ab.</translation>
    </message>
    <message>
        <source>%1 → %2 tokens</source>
        <translation>%1 → %2 Tokens</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>broken off</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>cut at its limit</source>
        <translation>an der Grenze abgeschnitten</translation>
    </message>
    <message>
        <source>charged %1</source>
        <translation>berechnet %1</translation>
    </message>
    <message>
        <source>first token %1</source>
        <translation>erstes Token %1</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::PlaygroundPage</name>
    <message>
        <source>Send the message</source>
        <translation>Nachricht senden</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Antwort anhalten</translation>
    </message>
    <message>
        <source>&amp;New conversation</source>
        <translation>&amp;Neues Gespräch</translation>
    </message>
    <message>
        <source>&amp;Attach a picture…</source>
        <translation>&amp;Bild anhängen…</translation>
    </message>
    <message>
        <source>&amp;Settings of the request</source>
        <translation>&amp;Einstellungen der Anfrage</translation>
    </message>
    <message>
        <source>Sa&amp;ve the conversation…</source>
        <translation>Gespräch &amp;speichern…</translation>
    </message>
    <message>
        <source>&amp;Load a conversation…</source>
        <translation>Gespräch &amp;laden…</translation>
    </message>
    <message>
        <source>Copy as &amp;curl</source>
        <translation>Als &amp;curl kopieren</translation>
    </message>
    <message>
        <source>Use another &amp;key…</source>
        <translation>&amp;Anderen Schlüssel benutzen…</translation>
    </message>
    <message>
        <source>Compare with another model</source>
        <translation>Mit einem anderen Modell vergleichen</translation>
    </message>
    <message>
        <source>The command is in the clipboard. It reads the key from GOTOAI_API_KEY.</source>
        <translation>Der Befehl ist in der Zwischenablage. Er liest den Schlüssel aus GOTOAI_API_KEY.</translation>
    </message>
    <message>
        <source>Save the conversation</source>
        <translation>Gespräch speichern</translation>
    </message>
    <message>
        <source>Load a conversation</source>
        <translation>Gespräch laden</translation>
    </message>
    <message>
        <source>Conversations (*.json)</source>
        <translation>Gespräche (*.json)</translation>
    </message>
    <message>
        <source>The file cannot be written: %1</source>
        <translation>Die Datei kann nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>The conversation is in %1.</source>
        <translation>Das Gespräch ist in %1.</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>Die Datei kann nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>%1 is no conversation of the playground.</source>
        <translation>%1 ist kein Gespräch des Playgrounds.</translation>
    </message>
    <message>
        <source>%1 is loaded.</source>
        <translation>%1 ist geladen.</translation>
    </message>
    <message>
        <source>The order&apos;s words are back. Send asks them again.</source>
        <translation>Die Worte des Auftrags sind wieder da. Senden fragt sie noch einmal.</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>Model, mode and streaming are those of the order. Its words are kept nowhere: write them again.</source>
        <translation>Modell, Modus und Streaming sind die des Auftrags. Seine Worte werden nirgends aufbewahrt: schreiben Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>Mode of the route</source>
        <translation>Modus des Weges</translation>
    </message>
    <message>
        <source>Com&amp;pare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Senden</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Copy as cu&amp;rl</source>
        <translation>Als &amp;curl kopieren</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>&amp;Mehr</translation>
    </message>
    <message>
        <source>Parameters, system prompt, tools, schema, route</source>
        <translation>Parameter, Systemprompt, Werkzeuge, Schema, Weg</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>would be refused</source>
        <translation>würde abgelehnt</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>Schreiben Sie zuerst eine Nachricht.</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>Wählen Sie zuerst ein Modell.</translation>
    </message>
    <message>
        <source>Playground</source>
        <translation>Playground</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>JSON schema</source>
        <translation>JSON-Schema</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>How the model is to behave</source>
        <translation>Wie sich das Modell verhalten soll</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Systemprompt</translation>
    </message>
    <message>
        <source>Tools as JSON</source>
        <translation>Werkzeuge als JSON</translation>
    </message>
    <message>
        <source>JSON schema of the answer</source>
        <translation>JSON-Schema der Antwort</translation>
    </message>
    <message>
        <source>What the route is held to, as JSON</source>
        <translation>Woran der Weg gebunden ist, als JSON</translation>
    </message>
    <message>
        <source>Ma&amp;x tokens</source>
        <translation>Ma&amp;x. Tokens</translation>
    </message>
    <message>
        <source>the model&apos;s most</source>
        <translation>Höchstwert des Modells</translation>
    </message>
    <message>
        <source>Te&amp;mperature</source>
        <translation>&amp;Temperatur</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>Vorgabe des Modells</translation>
    </message>
    <message>
        <source>Top &amp;p</source>
        <translation>Top &amp;p</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>See&amp;d</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>&amp;Stream the answer</source>
        <translation>&amp;Antwort streamen</translation>
    </message>
</context>
<context>
    <name>gotoai::playground::Transcript</name>
    <message>
        <source>
… and %1 more characters, which are kept and can be saved.</source>
        <translation>
… und %1 weitere Zeichen, die aufbewahrt sind und gespeichert werden können.</translation>
    </message>
</context>
<context>
    <name>gotoai::requests::Columns</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens hinein</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens heraus</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Provider cost</source>
        <translation>Anbieterkosten</translation>
    </message>
    <message>
        <source>Platform fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>User charge</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Vorbehalt</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>gotoai::requests::FilterBar</name>
    <message>
        <source>Any time</source>
        <translation>Jede Zeit</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Clea&amp;r</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Sa&amp;ved</source>
        <translation>&amp;Gespeichert</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Any state</source>
        <translation>Jeder Zustand</translation>
    </message>
    <message>
        <source>Any model</source>
        <translation>Jedes Modell</translation>
    </message>
    <message>
        <source>Any provider</source>
        <translation>Jeder Anbieter</translation>
    </message>
    <message>
        <source>Any key</source>
        <translation>Jeder Schlüssel</translation>
    </message>
    <message>
        <source>Any account</source>
        <translation>Jedes Konto</translation>
    </message>
    <message>
        <source>Keep this filter as…</source>
        <translation>Diesen Filter speichern als…</translation>
    </message>
    <message>
        <source>Name of the filter to keep</source>
        <translation>Name des Filters, der gespeichert wird</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>%1 vergessen</translation>
    </message>
</context>
<context>
    <name>gotoai::requests::OrderDetail</name>
    <message>
        <source>Order</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Re&amp;play…</source>
        <translation>&amp;Wiederholen…</translation>
    </message>
    <message>
        <source>Cop&amp;y id</source>
        <translation>&amp;Kennung kopieren</translation>
    </message>
    <message>
        <source>Copy recei&amp;pt</source>
        <translation>B&amp;eleg kopieren</translation>
    </message>
    <message>
        <source>Ledger lines</source>
        <translation>Zeilen im Hauptbuch</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>The receipt is in the clipboard: a file for gotoaid verify --receipt.</source>
        <translation>Der Beleg ist in der Zwischenablage: eine Datei für gotoaid verify --receipt.</translation>
    </message>
    <message>
        <source>Close the order</source>
        <translation>Den Auftrag schließen</translation>
    </message>
</context>
<context>
    <name>gotoai::requests::OrderExport</name>
    <message>
        <source>The file cannot be written: %1</source>
        <translation>Die Datei kann nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>The export was stopped; no file was written.</source>
        <translation>Die Ausgabe wurde abgebrochen; keine Datei wurde geschrieben.</translation>
    </message>
</context>
<context>
    <name>gotoai::requests::RequestsPage</name>
    <message>
        <source>&amp;Live</source>
        <translation>L&amp;ive</translation>
    </message>
    <message>
        <source>Colu&amp;mns</source>
        <translation>&amp;Spalten</translation>
    </message>
    <message>
        <source>&amp;Export CSV…</source>
        <translation>&amp;CSV ausgeben…</translation>
    </message>
    <message>
        <source>New orders come in by themselves while the list stands at its top</source>
        <translation>Neue Aufträge kommen von selbst, solange die Liste ganz oben steht</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Filter requests</source>
        <translation>Anfragen filtern</translation>
    </message>
    <message>
        <source>Read requests anew</source>
        <translation>Anfragen neu lesen</translation>
    </message>
    <message>
        <source>Show new requests</source>
        <translation>Neue Anfragen zeigen</translation>
    </message>
    <message>
        <source>Follow requests live</source>
        <translation>Anfragen live verfolgen</translation>
    </message>
    <message>
        <source>Export requests as CSV</source>
        <translation>Anfragen als CSV ausgeben</translation>
    </message>
    <message>
        <source>Clear the filter of requests</source>
        <translation>Filter der Anfragen leeren</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n neue</numerusform>
            <numerusform>%n neue</numerusform>
        </translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>%1 Shown is what was read at %2.</source>
        <translation>%1 Gezeigt wird, was um %2 gelesen wurde.</translation>
    </message>
    <message>
        <source>Nothing was asked yet. Make a key, or try a first call in the playground.</source>
        <translation>Noch wurde nichts gefragt. Legen Sie einen Schlüssel an oder versuchen Sie einen ersten Aufruf im Playground.</translation>
    </message>
    <message>
        <source>Open the &amp;playground</source>
        <translation>&amp;Playground öffnen</translation>
    </message>
    <message>
        <source>No order fits this filter.</source>
        <translation>Kein Auftrag passt zu diesem Filter.</translation>
    </message>
    <message>
        <source>Clea&amp;r the filter</source>
        <translation>&amp;Filter leeren</translation>
    </message>
    <message>
        <source>%1 orders, and older ones as you scroll</source>
        <translation>%1 Aufträge, ältere beim Rollen</translation>
    </message>
    <message>
        <source>Export requests</source>
        <translation>Anfragen ausgeben</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln order(s) are written…</source>
        <translation>
            <numerusform>%Ln Auftrag wird geschrieben…</numerusform>
            <numerusform>%Ln Aufträge werden geschrieben…</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln order(s) are in %1.</source>
        <translation>
            <numerusform>%Ln Auftrag ist in %1.</numerusform>
            <numerusform>%Ln Aufträge sind in %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Öffnen</translation>
    </message>
    <message>
        <source>Close the order&apos;s detail</source>
        <translation>Die Einzelheiten des Auftrags schließen</translation>
    </message>
</context>
<context>
    <name>gotoai::shell</name>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Every new order is refused at once. Running streams end with an error and are settled by what was delivered.</source>
        <translation>Jeder neue Auftrag wird sofort abgelehnt. Laufende Antworten enden mit einem Fehler und werden nach dem abgerechnet, was geliefert wurde.</translation>
    </message>
    <message>
        <source>New orders take another endpoint at once; where there is none, they are refused. Running streams end with an error and are settled by what was delivered.</source>
        <translation>Neue Aufträge nehmen sofort einen anderen Endpunkt; wo es keinen gibt, werden sie abgelehnt. Laufende Antworten enden mit einem Fehler und werden nach dem abgerechnet, was geliefert wurde.</translation>
    </message>
    <message>
        <source>New orders of it are refused at once. Running streams end with an error and are settled by what was delivered.</source>
        <translation>Neue Aufträge davon werden sofort abgelehnt. Laufende Antworten enden mit einem Fehler und werden nach dem abgerechnet, was geliefert wurde.</translation>
    </message>
    <message>
        <source>Models left without an endpoint</source>
        <translation>Modelle ohne anderen Endpunkt</translation>
    </message>
    <message>
        <source>Keys touched</source>
        <translation>Betroffene Schlüssel</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::CommandPalette</name>
    <message>
        <source>Go to a page, order, key, or action…</source>
        <translation>Zu Seite, Auftrag, Schlüssel oder Befehl…</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::LiveState</name>
    <message>
        <source>held %1</source>
        <translation>vorbehalten %1</translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) in doubt</source>
        <translation>
            <numerusform>%n Auftrag im Zweifel</numerusform>
            <numerusform>%n Aufträge im Zweifel</numerusform>
        </translation>
    </message>
    <message>
        <source>the ledger cannot be written</source>
        <translation>das Hauptbuch kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindung…</translation>
    </message>
    <message>
        <source>Live, %1 behind</source>
        <translation>Live, %1 zurück</translation>
    </message>
    <message numerus="yes">
        <source>Offline, next try in %n second(s)</source>
        <translation>
            <numerusform>Getrennt, nächster Versuch in %n Sekunde</numerusform>
            <numerusform>Getrennt, nächster Versuch in %n Sekunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)/min</source>
        <translation>
            <numerusform>%n Anfrage/min</numerusform>
            <numerusform>%n Anfragen/min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::shell::Navigation</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Verkehr</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>Geld</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>Plattform</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::StopCentre</name>
    <message>
        <source>Stop everything, a provider, model, endpoint, account or key…</source>
        <translation>Alles, Anbieter, Modell, Endpunkt, Konto oder Schlüssel anhalten…</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>%1 anhalten</translation>
    </message>
    <message>
        <source>Stop everything</source>
        <translation>Alles anhalten</translation>
    </message>
    <message>
        <source>Stop everything of %1 %2</source>
        <translation>Alles von %1 %2 anhalten</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Running streams cut</source>
        <translation>Abgebrochene Antworten</translation>
    </message>
    <message>
        <source>Orders tried elsewhere</source>
        <translation>Anderswo versuchte Aufträge</translation>
    </message>
    <message>
        <source>when released</source>
        <translation>bei Freigabe</translation>
    </message>
    <message>
        <source>in 15 minutes</source>
        <translation>in 15 Minuten</translation>
    </message>
    <message>
        <source>in 1 hour</source>
        <translation>in 1 Stunde</translation>
    </message>
    <message>
        <source>in 8 hours</source>
        <translation>in 8 Stunden</translation>
    </message>
    <message>
        <source>in 1 day</source>
        <translation>in 1 Tag</translation>
    </message>
    <message>
        <source>&amp;Ends</source>
        <translation>&amp;Endet</translation>
    </message>
    <message>
        <source>everything stopped</source>
        <translation>alles angehalten</translation>
    </message>
    <message>
        <source>%1 stopped</source>
        <translation>%1 angehalten</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) stopped</source>
        <translation>
            <numerusform>%n angehalten</numerusform>
            <numerusform>%n angehalten</numerusform>
        </translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>wird gezählt…</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::StoppedList</name>
    <message>
        <source>Scope</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>What is stopped</source>
        <translation>Was angehalten ist</translation>
    </message>
    <message>
        <source>&amp;Release</source>
        <translation>&amp;Freigeben</translation>
    </message>
    <message>
        <source>&amp;Stop something…</source>
        <translation>Etwas &amp;anhalten…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>Nothing is stopped.</source>
        <translation>Nichts ist angehalten.</translation>
    </message>
    <message>
        <source>Released: %1 takes orders again.</source>
        <translation>Freigegeben: %1 nimmt wieder Aufträge an.</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::TopBar</name>
    <message>
        <source>Go to a page, order, key, or action…</source>
        <translation>Zu Seite, Auftrag, Schlüssel oder Befehl…</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Menu of %1</source>
        <translation>Menü von %1</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::Tray</name>
    <message>
        <source>Alert</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>getrennt</translation>
    </message>
    <message>
        <source>The daemon cannot be reached.</source>
        <translation>Der Dienst ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>takes no orders</source>
        <translation>nimmt keine Aufträge an</translation>
    </message>
    <message>
        <source>The daemon takes no orders: %1.</source>
        <translation>Der Dienst nimmt keine Aufträge an: %1.</translation>
    </message>
    <message>
        <source>everything stopped</source>
        <translation>alles angehalten</translation>
    </message>
    <message>
        <source>A kill switch stops every order.</source>
        <translation>Ein Notschalter hält jeden Auftrag an.</translation>
    </message>
    <message>
        <source>partly stopped</source>
        <translation>teilweise angehalten</translation>
    </message>
    <message>
        <source>A kill switch stops some orders.</source>
        <translation>Ein Notschalter hält manche Aufträge an.</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>The daemon takes orders.</source>
        <translation>Der Dienst nimmt Aufträge an.</translation>
    </message>
    <message>
        <source>GotoAI: %1</source>
        <translation>GotoAI: %1</translation>
    </message>
</context>
<context>
    <name>gotoai::shell::Window</name>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>%1 – GotoAI</source>
        <translation>%1 – GotoAI</translation>
    </message>
</context>
<context>
    <name>gotoai::supply</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>open, %1 s</source>
        <translation>offen, %1 s</translation>
    </message>
    <message>
        <source>The provider, not GotoAI, failed: circuit open after %1 failures in a row. Next try in %2.</source>
        <translation>Der Anbieter, nicht GotoAI, versagt: Sicherung offen nach %1 Fehlern in Folge. Nächster Versuch in %2.</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>halb offen</translation>
    </message>
    <message>
        <source>It is tried by single requests until two went well.</source>
        <translation>Er wird mit einzelnen Anfragen versucht, bis zwei gelingen.</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>It serves requests.</source>
        <translation>Er bedient Anfragen.</translation>
    </message>
    <message>
        <source>trains</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>logs</source>
        <translation>protokolliert</translation>
    </message>
    <message>
        <source>no log</source>
        <translation>kein Protokoll</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>In $/M</source>
        <translation>Ein $/M</translation>
    </message>
    <message>
        <source>Out $/M</source>
        <translation>Aus $/M</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>1. Token</translation>
    </message>
    <message>
        <source>Tok/s</source>
        <translation>Tok/s</translation>
    </message>
    <message>
        <source>Errors, 1 min</source>
        <translation>Fehler, 1 min</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Umgang</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>Stopped by %1: %2</source>
        <translation>Angehalten von %1: %2</translation>
    </message>
    <message>
        <source>draining</source>
        <translation>läuft leer</translation>
    </message>
    <message>
        <source>What runs ends; nothing new is sent to it.</source>
        <translation>Was läuft, endet; Neues wird nicht geschickt.</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>Nothing is sent to it.</source>
        <translation>Ihm wird nichts geschickt.</translation>
    </message>
    <message>
        <source>provider off</source>
        <translation>Anbieter aus</translation>
    </message>
    <message>
        <source>Its provider is disabled.</source>
        <translation>Sein Anbieter ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>enabled</source>
        <translation>eingeschaltet</translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation>Noch ist nichts gemessen.</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Verfügbar</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Promptness</source>
        <translation>Schnelligkeit</translation>
    </message>
    <message>
        <source>Headroom</source>
        <translation>Spielraum</translation>
    </message>
    <message>
        <source>Asked to wait</source>
        <translation>Bittet zu warten</translation>
    </message>
    <message>
        <source>Taken for want of a better one</source>
        <translation>Genommen mangels eines besseren</translation>
    </message>
    <message>
        <source>Called there</source>
        <translation>Heißt dort</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Can</source>
        <translation>Kann</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>$%1 / M</source>
        <translation>$%1 / M</translation>
    </message>
    <message>
        <source>$%1 each</source>
        <translation>$%1 je Stück</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>Aus dem Cache</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>In den Cache</translation>
    </message>
    <message>
        <source>Completion</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::EndpointChangeDialog</name>
    <message>
        <source>Change %1</source>
        <translation>%1 ändern</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Called there</source>
        <translation>&amp;Heißt dort</translation>
    </message>
    <message>
        <source>As the provider calls it.</source>
        <translation>Wie der Anbieter es nennt.</translation>
    </message>
    <message>
        <source>Conte&amp;xt in tokens</source>
        <translation>Konte&amp;xt in Token</translation>
    </message>
    <message>
        <source>&amp;Longest answer</source>
        <translation>&amp;Längste Antwort</translation>
    </message>
    <message>
        <source>&amp;Tier</source>
        <translation>S&amp;tufe</translation>
    </message>
    <message>
        <source>A class of its own: fallbacks stay within it as long as they can.</source>
        <translation>Eine Klasse für sich: Ausweichwege bleiben in ihr, solange es geht.</translation>
    </message>
    <message>
        <source>&amp;Weight</source>
        <translation>&amp;Gewicht</translation>
    </message>
    <message>
        <source>Its share of what goes to endpoints that are as good.</source>
        <translation>Sein Anteil an dem, was an ebenso gute Endpunkte geht.</translation>
    </message>
    <message>
        <source>Called there</source>
        <translation>Heißt dort</translation>
    </message>
    <message>
        <source>Context in tokens</source>
        <translation>Kontext in Token</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::EndpointDialog</name>
    <message>
        <source>Add an endpoint</source>
        <translation>Endpunkt hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Add endpoint</source>
        <translation>Endpunkt hin&amp;zufügen</translation>
    </message>
    <message>
        <source>&amp;Provider</source>
        <translation>An&amp;bieter</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>As applications ask for it.</source>
        <translation>Wie Anwendungen danach fragen.</translation>
    </message>
    <message>
        <source>&amp;Called there</source>
        <translation>&amp;Heißt dort</translation>
    </message>
    <message>
        <source>As the provider calls it; the model&apos;s last part if empty.</source>
        <translation>Wie der Anbieter es nennt; leer: der letzte Teil des Modells.</translation>
    </message>
    <message>
        <source>Prom&amp;pt, $ a million</source>
        <translation>&amp;Eingabe, $ je Million</translation>
    </message>
    <message>
        <source>C&amp;ompletion, $ a million</source>
        <translation>A&amp;ntwort, $ je Million</translation>
    </message>
    <message>
        <source>Cache &amp;read, $ a million</source>
        <translation>Aus dem &amp;Cache, $ je Million</translation>
    </message>
    <message>
        <source>Conte&amp;xt in tokens</source>
        <translation>Konte&amp;xt in Tokens</translation>
    </message>
    <message>
        <source>&amp;Longest answer</source>
        <translation>&amp;Längste Antwort</translation>
    </message>
    <message>
        <source>as the prompt</source>
        <translation>wie die Eingabe</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::EndpointsView</name>
    <message>
        <source>Filter: model, provider, state…</source>
        <translation>Filter: Modell, Anbieter, Zustand…</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpunkte</translation>
    </message>
    <message>
        <source>The selected endpoint</source>
        <translation>Der gewählte Endpunkt</translation>
    </message>
    <message>
        <source>&amp;Enable</source>
        <translation>&amp;Einschalten</translation>
    </message>
    <message>
        <source>D&amp;rain</source>
        <translation>&amp;Leerlaufen</translation>
    </message>
    <message>
        <source>D&amp;isable</source>
        <translation>A&amp;usschalten</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>The daemon cannot be reached. Shown is what was known before.</source>
        <translation>Der Dienst ist nicht erreichbar. Gezeigt wird, was vorher bekannt war.</translation>
    </message>
    <message>
        <source>Nothing can be asked yet. Take a provider from the market, or add one of your own.</source>
        <translation>Noch kann nichts gefragt werden. Nehmen Sie einen Anbieter vom Markt oder fügen Sie einen eigenen hinzu.</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>Hin&amp;zufügen…</translation>
    </message>
    <message>
        <source>No endpoint fits the filter.</source>
        <translation>Kein Endpunkt passt zum Filter.</translation>
    </message>
    <message>
        <source>The newest %1 endpoints; there are more.</source>
        <translation>Die neuesten %1 Endpunkte; es gibt mehr.</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>%1 serves requests.</source>
        <translation>%1 bedient Anfragen.</translation>
    </message>
    <message>
        <source>%1 is being drained.</source>
        <translation>%1 läuft leer.</translation>
    </message>
    <message>
        <source>%1 is disabled.</source>
        <translation>%1 ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>%1 did not answer. The provider, not GotoAI, failed: %2. %3</source>
        <translation>%1 hat nicht geantwortet. Der Anbieter, nicht GotoAI, hat versagt: %2. %3</translation>
    </message>
    <message>
        <source>%1 answered in %2, for %3 of the platform&apos;s money.</source>
        <translation>%1 hat in %2 geantwortet, für %3 zu Lasten der Plattform.</translation>
    </message>
    <message>
        <source>%1 answered in %2, its first token after %3, for %4 of the platform&apos;s money.</source>
        <translation>%1 hat in %2 geantwortet, das erste Token nach %3, für %4 zu Lasten der Plattform.</translation>
    </message>
    <message>
        <source>&amp;Test now</source>
        <translation>Jetzt &amp;prüfen</translation>
    </message>
    <message>
        <source>Asks it for a word or two; the platform pays</source>
        <translation>Fragt ihn nach ein, zwei Wörtern; die Plattform zahlt</translation>
    </message>
    <message>
        <source>Waiting for %1…</source>
        <translation>Warten auf %1…</translation>
    </message>
    <message>
        <source>&amp;Enable all the same</source>
        <translation>Trotzdem &amp;einschalten</translation>
    </message>
    <message>
        <source>D&amp;rain all the same</source>
        <translation>Trotzdem &amp;leerlaufen lassen</translation>
    </message>
    <message>
        <source>D&amp;isable all the same</source>
        <translation>Trotzdem a&amp;usschalten</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>&amp;Ändern…</translation>
    </message>
    <message>
        <source>Somebody else was quicker: %1</source>
        <translation>Jemand anders war schneller: %1</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::ExplainDialog</name>
    <message>
        <source>candidate</source>
        <translation>Kandidat</translation>
    </message>
    <message>
        <source>Explain a route</source>
        <translation>Weg erklären</translation>
    </message>
    <message>
        <source>&amp;Explain</source>
        <translation>&amp;Erklären</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Standing</source>
        <translation>Stellung</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>In $/M</source>
        <translation>Ein $/M</translation>
    </message>
    <message>
        <source>Out $/M</source>
        <translation>Aus $/M</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>1. Token</translation>
    </message>
    <message>
        <source>none asked for</source>
        <translation>keiner verlangt</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translation>&amp;Weg</translation>
    </message>
    <message>
        <source>&amp;Tokens of the prompt</source>
        <translation>&amp;Tokens der Eingabe</translation>
    </message>
    <message>
        <source>Nothing is sent and nothing is charged.</source>
        <translation>Nichts wird geschickt und nichts berechnet.</translation>
    </message>
    <message>
        <source>What was weighed</source>
        <translation>Was abgewogen wurde</translation>
    </message>
    <message>
        <source>It would be refused: %1.</source>
        <translation>Es würde abgelehnt: %1.</translation>
    </message>
    <message>
        <source>Candidates are tried from the top. At most %1 would be held.</source>
        <translation>Kandidaten werden von oben versucht. Höchstens %1 würden vorbehalten.</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::ImportDialog</name>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 / %2 → %3</source>
        <translation>%1 / %2 → %3</translation>
    </message>
    <message>
        <source>Import from the market</source>
        <translation>Vom Markt übernehmen</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Übernehmen</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>In / out, $/M</source>
        <translation>Hinein / heraus, $/M</translation>
    </message>
    <message>
        <source>What comes in is disabled until its provider has a secret and is enabled.</source>
        <translation>Was hereinkommt, ist aus, bis sein Anbieter ein Geheimnis hat und eingeschaltet ist.</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>&amp;Look again</source>
        <translation>Noch einmal &amp;ansehen</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>of them repriced</source>
        <translation>davon mit neuem Preis</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>Unverändert</translation>
    </message>
    <message>
        <source>Left out: not for chat, or not spoken here</source>
        <translation>Ausgelassen: nicht für Gespräche oder hier nicht gesprochen</translation>
    </message>
    <message>
        <source>added</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Import %n change(s)</source>
        <translation>
            <numerusform>%n Änderung &amp;übernehmen</numerusform>
            <numerusform>%n Änderungen &amp;übernehmen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::supply::MarketView</name>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>Sitz</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Umgang</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Markt</translation>
    </message>
    <message>
        <source>&amp;Preview import…</source>
        <translation>&amp;Vorschau…</translation>
    </message>
    <message>
        <source>not spoken here</source>
        <translation>hier nicht gesprochen</translation>
    </message>
    <message>
        <source>differs by customer</source>
        <translation>je Kunde verschieden</translation>
    </message>
    <message>
        <source>List prices as of %1. Choose providers, several with Ctrl.</source>
        <translation>Listenpreise vom %1. Wählen Sie Anbieter, mehrere mit Strg.</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Preview import of %n provider(s)…</source>
        <translation>
            <numerusform>&amp;Vorschau für %n Anbieter…</numerusform>
            <numerusform>&amp;Vorschau für %n Anbieter…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::supply::ProviderDialog</name>
    <message>
        <source>Add a provider</source>
        <translation>Anbieter hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Add provider</source>
        <translation>Anbieter &amp;hinzufügen</translation>
    </message>
    <message>
        <source>Change the provider %1</source>
        <translation>Anbieter %1 ändern</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>bleibt, wie es ist</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keines</translation>
    </message>
    <message>
        <source>It may stand at a &amp;private address, or speak plain http</source>
        <translation>Er darf eine &amp;private Adresse haben oder http sprechen</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Pro&amp;tocol</source>
        <translation>Pro&amp;tokoll</translation>
    </message>
    <message>
        <source>What it speaks: most speak OpenAI&apos;s.</source>
        <translation>Was er spricht: die meisten sprechen das von OpenAI.</translation>
    </message>
    <message>
        <source>&amp;Base URL</source>
        <translation>&amp;Basis-URL</translation>
    </message>
    <message>
        <source>Se&amp;cret</source>
        <translation>&amp;Geheimnis</translation>
    </message>
    <message>
        <source>Kept encrypted by the daemon; nobody sees it again.</source>
        <translation>Der Dienst bewahrt es verschlüsselt; niemand sieht es wieder.</translation>
    </message>
    <message>
        <source>&amp;Region</source>
        <translation>&amp;Region</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Private address</source>
        <translation>Private Adresse</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::ProvidersView</name>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>no secret</source>
        <translation>kein Geheimnis</translation>
    </message>
    <message>
        <source>enabled</source>
        <translation>eingeschaltet</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpunkte</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Umgang</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>The selected provider</source>
        <translation>Der gewählte Anbieter</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>Än&amp;dern…</translation>
    </message>
    <message>
        <source>St&amp;op…</source>
        <translation>An&amp;halten…</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>%1 Shown is what was known before.</source>
        <translation>%1 Gezeigt wird, was vorher bekannt war.</translation>
    </message>
    <message>
        <source>A provider is who answers: OpenAI, Anthropic, a server of your own.</source>
        <translation>Ein Anbieter ist, wer antwortet: OpenAI, Anthropic, ein eigener Server.</translation>
    </message>
    <message>
        <source>&amp;Add a provider…</source>
        <translation>Anbieter hin&amp;zufügen…</translation>
    </message>
    <message>
        <source>D&amp;isable</source>
        <translation>A&amp;usschalten</translation>
    </message>
    <message>
        <source>&amp;Enable</source>
        <translation>&amp;Einschalten</translation>
    </message>
    <message>
        <source>It has no secret yet and cannot be asked. Change it to give one.</source>
        <translation>Er hat noch kein Geheimnis und kann nicht gefragt werden. Ändern Sie ihn, um eines zu geben.</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>kept, never shown</source>
        <translation>bewahrt, nie gezeigt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>Private addresses</source>
        <translation>Private Adressen</translation>
    </message>
    <message>
        <source>allowed</source>
        <translation>erlaubt</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>verboten</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>%1 is asked again.</source>
        <translation>%1 wird wieder gefragt.</translation>
    </message>
    <message>
        <source>%1 is not asked any more.</source>
        <translation>%1 wird nicht mehr gefragt.</translation>
    </message>
    <message>
        <source>Somebody else was quicker: %1</source>
        <translation>Jemand anders war schneller: %1</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::RepriceDialog</name>
    <message numerus="yes">
        <source>Reprice %n endpoint(s)</source>
        <translation>
            <numerusform>%n Endpunkt neu bepreisen</numerusform>
            <numerusform>%n Endpunkte neu bepreisen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Reprice</source>
        <translation>Neu &amp;bepreisen</translation>
    </message>
    <message>
        <source>How to reprice</source>
        <translation>Art des neuen Preises</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>In $/M</source>
        <translation>Ein $/M</translation>
    </message>
    <message>
        <source>Out $/M</source>
        <translation>Aus $/M</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>New prices count for orders from then on; running ones keep theirs.</source>
        <translation>Neue Preise gelten für Aufträge ab dann; laufende behalten ihre.</translation>
    </message>
    <message>
        <source>By a share</source>
        <translation>Um einen Anteil</translation>
    </message>
    <message>
        <source>To figures</source>
        <translation>Auf Zahlen</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>prompt, $ a million</source>
        <translation>Eingabe, $ je Million</translation>
    </message>
    <message>
        <source>completion, $ a million</source>
        <translation>Antwort, $ je Million</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message numerus="yes">
        <source>%n stay(s) as it is.</source>
        <translation>
            <numerusform>%n bleibt, wie er ist.</numerusform>
            <numerusform>%n bleiben, wie sie sind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Reprice %n endpoint(s)</source>
        <translation>
            <numerusform>%n Endpunkt neu &amp;bepreisen</numerusform>
            <numerusform>%n Endpunkte neu &amp;bepreisen</numerusform>
        </translation>
    </message>
    <message>
        <source>Prices have changed in the meantime. Look again.</source>
        <translation>Preise haben sich inzwischen geändert. Sehen Sie noch einmal hin.</translation>
    </message>
    <message>
        <source>cache reads (%1)</source>
        <translation>Cache lesen (%1)</translation>
    </message>
    <message>
        <source>cache writes (%1)</source>
        <translation>Cache schreiben (%1)</translation>
    </message>
    <message>
        <source>reasoning (%1)</source>
        <translation>Denken (%1)</translation>
    </message>
    <message>
        <source>audio (%1)</source>
        <translation>Audio (%1)</translation>
    </message>
    <message>
        <source>images (%1)</source>
        <translation>Bilder (%1)</translation>
    </message>
    <message>
        <source>requests (%1)</source>
        <translation>Anfragen (%1)</translation>
    </message>
    <message>
        <source>long prompts (%1)</source>
        <translation>lange Prompts (%1)</translation>
    </message>
    <message>
        <source>Prices of their own are dropped, on so many endpoints: %1. Cache and reasoning then cost what prompt and completion do; the others cannot be billed any more.</source>
        <translation>Eigene Preise entfallen, an so vielen Endpunkten: %1. Cache und Denken kosten dann, was Prompt und Antwort kosten; alles andere lässt sich nicht mehr abrechnen.</translation>
    </message>
</context>
<context>
    <name>gotoai::supply::SupplyPage</name>
    <message>
        <source>Side of the supply</source>
        <translation>Seite des Angebots</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpunkte</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Markt</translation>
    </message>
    <message>
        <source>&amp;Add endpoint…</source>
        <translation>Endpunkt hin&amp;zufügen…</translation>
    </message>
    <message>
        <source>&amp;Reprice…</source>
        <translation>Neu &amp;bepreisen…</translation>
    </message>
    <message>
        <source>E&amp;xplain a route…</source>
        <translation>We&amp;g erklären…</translation>
    </message>
    <message>
        <source>St&amp;op…</source>
        <translation>An&amp;halten…</translation>
    </message>
    <message>
        <source>Endpoints %1</source>
        <translation>Endpunkte %1</translation>
    </message>
    <message>
        <source>Providers %1</source>
        <translation>Anbieter %1</translation>
    </message>
    <message>
        <source>&amp;Add provider…</source>
        <translation>Anbieter hin&amp;zufügen…</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Reprice %n endpoint(s)…</source>
        <translation>
            <numerusform>%n Endpunkt neu &amp;bepreisen…</numerusform>
            <numerusform>%n Endpunkte neu &amp;bepreisen…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repriced %n endpoint(s).</source>
        <translation>
            <numerusform>%n Endpunkt ist neu bepreist.</numerusform>
            <numerusform>%n Endpunkte sind neu bepreist.</numerusform>
        </translation>
    </message>
    <message>
        <source>The prices are as they were before.</source>
        <translation>Die Preise sind wie vorher.</translation>
    </message>
    <message>
        <source>Added %1, changed %2. Give the new providers their secrets, then enable them.</source>
        <translation>%1 hinzugefügt, %2 geändert. Geben Sie den neuen Anbietern ihre Geheimnisse und schalten Sie sie ein.</translation>
    </message>
    <message>
        <source>Supply</source>
        <translation>Angebot</translation>
    </message>
</context>
<context>
    <name>gotoai::usage::Rows</name>
    <message>
        <source>nothing in the period before</source>
        <translation>nichts im Zeitraum davor</translation>
    </message>
    <message>
        <source>%1 on the period before</source>
        <translation>%1 zum Zeitraum davor</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens hinein</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens heraus</translation>
    </message>
    <message>
        <source>Provider cost</source>
        <translation>Anbieterkosten</translation>
    </message>
    <message>
        <source>Platform fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>User charge</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>Charged</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>fee %1</source>
        <translation>Gebühr %1</translation>
    </message>
    <message>
        <source>%1 read from caches</source>
        <translation>%1 aus Caches gelesen</translation>
    </message>
    <message>
        <source>this period</source>
        <translation>dieser Zeitraum</translation>
    </message>
    <message>
        <source>the period before</source>
        <translation>der Zeitraum davor</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
</context>
<context>
    <name>gotoai::usage::UsagePage</name>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 T</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 T</translation>
    </message>
    <message>
        <source>Range of time</source>
        <translation>Zeitspanne</translation>
    </message>
    <message>
        <source>What is charted</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>Grouped by</source>
        <translation>Gruppiert nach</translation>
    </message>
    <message>
        <source>Added up by</source>
        <translation>Summiert nach</translation>
    </message>
    <message>
        <source>Com&amp;pare with the period before</source>
        <translation>Mit dem &amp;Zeitraum davor vergleichen</translation>
    </message>
    <message>
        <source>&amp;Export CSV…</source>
        <translation>&amp;CSV ausgeben…</translation>
    </message>
    <message>
        <source>Rows of the table</source>
        <translation>Zeilen der Tabelle</translation>
    </message>
    <message>
        <source>User charge</source>
        <translation>Berechnet</translation>
    </message>
    <message>
        <source>Provider cost</source>
        <translation>Anbieterkosten</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens hinein</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens heraus</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Not grouped</source>
        <translation>Nicht gruppiert</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>Nach Anbieter</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>Nach Schlüssel</translation>
    </message>
    <message>
        <source>By account</source>
        <translation>Nach Konto</translation>
    </message>
    <message>
        <source>Usual steps</source>
        <translation>Übliche Schritte</translation>
    </message>
    <message>
        <source>By minute</source>
        <translation>Nach Minute</translation>
    </message>
    <message>
        <source>By hour</source>
        <translation>Nach Stunde</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>Nach Tag</translation>
    </message>
    <message>
        <source>Usage over time</source>
        <translation>Verbrauch über die Zeit</translation>
    </message>
    <message>
        <source>By group</source>
        <translation>Nach Gruppe</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>Über die Zeit</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
    <message>
        <source>Read usage anew</source>
        <translation>Verbrauch neu lesen</translation>
    </message>
    <message>
        <source>Export usage as CSV</source>
        <translation>Verbrauch als CSV ausgeben</translation>
    </message>
    <message>
        <source>Compare usage with the period before</source>
        <translation>Verbrauch mit dem Zeitraum davor vergleichen</translation>
    </message>
    <message>
        <source>Leave the group that usage is narrowed to</source>
        <translation>Die Gruppe verlassen, auf die der Verbrauch eingegrenzt ist</translation>
    </message>
    <message>
        <source>%1 Shown is what was known at %2.</source>
        <translation>%1 Gezeigt wird, was um %2 bekannt war.</translation>
    </message>
    <message>
        <source>Nothing is known of the time before %1.</source>
        <translation>Von der Zeit vor %1 ist nichts bekannt.</translation>
    </message>
    <message>
        <source>Nothing was asked in this time.</source>
        <translation>In dieser Zeit wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>Leave %1</source>
        <translation>%1 verlassen</translation>
    </message>
    <message>
        <source>Export usage</source>
        <translation>Verbrauch ausgeben</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <source>The file cannot be written: %1</source>
        <translation>Die Datei kann nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>The figures are in %1.</source>
        <translation>Die Zahlen sind in %1.</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets</name>
    <message>
        <source>held</source>
        <translation>vorbehalten</translation>
    </message>
    <message>
        <source>wallet</source>
        <translation>Guthaben</translation>
    </message>
    <message>
        <source>held grant</source>
        <translation>vorbehaltene Gutschrift</translation>
    </message>
    <message>
        <source>grant</source>
        <translation>Gutschrift</translation>
    </message>
    <message>
        <source>a provider</source>
        <translation>ein Anbieter</translation>
    </message>
    <message>
        <source>suspense of %1</source>
        <translation>Klärung mit %1</translation>
    </message>
    <message>
        <source>cash by %1</source>
        <translation>Kasse über %1</translation>
    </message>
    <message>
        <source>reserve</source>
        <translation>Vorbehalt</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>fee</source>
        <translation>Gebühr</translation>
    </message>
    <message>
        <source>release</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>absorbed</source>
        <translation>übernommen</translation>
    </message>
    <message>
        <source>top-up</source>
        <translation>Aufladung</translation>
    </message>
    <message>
        <source>chargeback</source>
        <translation>Rückbuchung</translation>
    </message>
    <message>
        <source>grant ended</source>
        <translation>Gutschrift verfallen</translation>
    </message>
    <message>
        <source>refund</source>
        <translation>Erstattung</translation>
    </message>
    <message>
        <source>provider credit</source>
        <translation>Gutschrift vom Anbieter</translation>
    </message>
    <message>
        <source>payout</source>
        <translation>Auszahlung</translation>
    </message>
    <message>
        <source>adjustment</source>
        <translation>Berichtigung</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::ColumnChooser</name>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::FormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Somebody else has changed something else of it. Once more keeps both changes.</source>
        <translation>Jemand anderes hat etwas anderes daran geändert. Noch einmal behält beide Änderungen.</translation>
    </message>
    <message>
        <source>Somebody else has changed it in the meantime. Whose version stays?</source>
        <translation>Jemand anderes hat es inzwischen geändert. Wessen Fassung bleibt?</translation>
    </message>
    <message>
        <source>Both versions</source>
        <translation>Beide Fassungen</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>Deren</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre</translation>
    </message>
    <message>
        <source>Save &amp;mine</source>
        <translation>&amp;Meine sichern</translation>
    </message>
    <message>
        <source>Keep &amp;theirs</source>
        <translation>&amp;Deren behalten</translation>
    </message>
    <message>
        <source>Somebody else has changed in the meantime: %1. It stands in the form now; once more keeps both changes.</source>
        <translation>Jemand anders hat inzwischen geändert: %1. Es steht jetzt im Formular; noch einmal behält beide Änderungen.</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::InlineMessage</name>
    <message>
        <source>Dismiss</source>
        <translation>Wegnehmen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Zurücknehmen</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::OrderStory</name>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>in doubt</source>
        <translation>im Zweifel</translation>
    </message>
    <message>
        <source>charged</source>
        <translation>berechnet</translation>
    </message>
    <message>
        <source>no charge</source>
        <translation>nichts berechnet</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <source>the answer was empty</source>
        <translation>die Antwort war leer</translation>
    </message>
    <message>
        <source>the caller left</source>
        <translation>der Aufrufer ging</translation>
    </message>
    <message>
        <source>the provider was not reached</source>
        <translation>der Anbieter war nicht erreichbar</translation>
    </message>
    <message>
        <source>the provider was too slow</source>
        <translation>der Anbieter war zu langsam</translation>
    </message>
    <message>
        <source>the provider refused</source>
        <translation>der Anbieter lehnte ab</translation>
    </message>
    <message>
        <source>the provider&apos;s rate limit</source>
        <translation>die Ratengrenze des Anbieters</translation>
    </message>
    <message>
        <source>the provider&apos;s answer made no sense</source>
        <translation>die Antwort des Anbieters ergab keinen Sinn</translation>
    </message>
    <message>
        <source>the provider broke off</source>
        <translation>der Anbieter brach ab</translation>
    </message>
    <message>
        <source>not enough money</source>
        <translation>nicht genug Geld</translation>
    </message>
    <message>
        <source>no endpoint was left</source>
        <translation>kein Endpunkt blieb übrig</translation>
    </message>
    <message>
        <source>GotoAI was stopping</source>
        <translation>GotoAI wurde beendet</translation>
    </message>
    <message>
        <source>stopped by a kill switch</source>
        <translation>von einem Notschalter angehalten</translation>
    </message>
    <message>
        <source>in reserve</source>
        <translation>in Reserve</translation>
    </message>
    <message>
        <source>too far down</source>
        <translation>zu weit unten</translation>
    </message>
    <message>
        <source>endpoint off</source>
        <translation>Endpunkt aus</translation>
    </message>
    <message>
        <source>provider off</source>
        <translation>Anbieter aus</translation>
    </message>
    <message>
        <source>no price</source>
        <translation>kein Preis</translation>
    </message>
    <message>
        <source>circuit open</source>
        <translation>Sicherung offen</translation>
    </message>
    <message>
        <source>trains on data</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>keeps prompts</source>
        <translation>behält Eingaben</translation>
    </message>
    <message>
        <source>not asked for</source>
        <translation>nicht verlangt</translation>
    </message>
    <message>
        <source>excluded</source>
        <translation>ausgeschlossen</translation>
    </message>
    <message>
        <source>not in the order</source>
        <translation>nicht gelistet</translation>
    </message>
    <message>
        <source>other precision</source>
        <translation>andere Präzision</translation>
    </message>
    <message>
        <source>lacks a feature</source>
        <translation>kann nicht alles</translation>
    </message>
    <message>
        <source>too dear</source>
        <translation>zu teuer</translation>
    </message>
    <message>
        <source>other tier</source>
        <translation>andere Stufe</translation>
    </message>
    <message>
        <source>kill switch</source>
        <translation>Notschalter</translation>
    </message>
    <message>
        <source>asked to wait</source>
        <translation>bat zu warten</translation>
    </message>
    <message>
        <source>cheap</source>
        <translation>günstig</translation>
    </message>
    <message>
        <source>quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>privacy</source>
        <translation>Datenschutz</translation>
    </message>
    <message>
        <source>code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>sorted by %1</source>
        <translation>sortiert nach %1</translation>
    </message>
    <message>
        <source>private only</source>
        <translation>nur mit Datenschutz</translation>
    </message>
    <message>
        <source>by the prompt&apos;s beginning</source>
        <translation>nach dem Anfang der Eingabe</translation>
    </message>
    <message>
        <source>last resort: all were to be left alone</source>
        <translation>letzter Ausweg: alle waren in Ruhe zu lassen</translation>
    </message>
    <message>
        <source>one was tried to measure it</source>
        <translation>einer wurde versucht, um ihn zu messen</translation>
    </message>
    <message>
        <source>p50 %1</source>
        <translation>p50 %1</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>genommen</translation>
    </message>
    <message>
        <source>not billed</source>
        <translation>nicht berechnet</translation>
    </message>
    <message>
        <source>paid by the platform</source>
        <translation>von der Plattform bezahlt</translation>
    </message>
    <message>
        <source>reserve</source>
        <translation>Vorbehalt</translation>
    </message>
    <message>
        <source>max possible</source>
        <translation>höchstens möglich</translation>
    </message>
    <message>
        <source>execute</source>
        <translation>Ausführung</translation>
    </message>
    <message>
        <source>provider=%1</source>
        <translation>Anbieter=%1</translation>
    </message>
    <message>
        <source>its end was lost; evidence is sought</source>
        <translation>sein Ende ging verloren; Belege werden gesucht</translation>
    </message>
    <message>
        <source>finalize</source>
        <translation>Abschluss</translation>
    </message>
    <message>
        <source>at the end, by real tokens</source>
        <translation>am Ende, nach echten Tokens</translation>
    </message>
    <message>
        <source>release</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>unused hold</source>
        <translation>nicht gebrauchter Vorbehalt</translation>
    </message>
    <message>
        <source>real tokens</source>
        <translation>echte Tokens</translation>
    </message>
    <message>
        <source>%1 → %2 tokens</source>
        <translation>%1 → %2 Tokens</translation>
    </message>
    <message>
        <source>refund</source>
        <translation>Erstattung</translation>
    </message>
    <message>
        <source>given back</source>
        <translation>zurückgegeben</translation>
    </message>
    <message>
        <source>first token</source>
        <translation>erstes Token</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>Tokens/s</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>would be taken</source>
        <translation>würde genommen</translation>
    </message>
    <message>
        <source>not for this key</source>
        <translation>nicht für diesen Schlüssel</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::OrderTimeline</name>
    <message>
        <source>reserve</source>
        <translation>Vorbehalt</translation>
    </message>
    <message>
        <source>first token</source>
        <translation>erstes Token</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>settle</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>The order&apos;s life</source>
        <translation>Der Verlauf des Auftrags</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>Geld</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::Snippet</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::StateView</name>
    <message>
        <source>Loading…</source>
        <translation>Lädt…</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>&amp;Noch einmal</translation>
    </message>
</context>
<context>
    <name>gotoai::widgets::TypedConfirmation</name>
    <message>
        <source>&amp;Reason</source>
        <translation>&amp;Grund</translation>
    </message>
    <message>
        <source>&amp;Type %1 to confirm</source>
        <translation>Zur Bestätigung %1 &amp;tippen</translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>Zur Bestätigung %1 tippen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
</TS>
