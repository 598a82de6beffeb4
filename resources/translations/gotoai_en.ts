<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>gotoai::billing::AdjustDialog</name>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n day</numerusform>
            <numerusform>in %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::billing::LedgerView</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::keys::KeyDialog</name>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n day</numerusform>
            <numerusform>in %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::keys::SecretDialog</name>
    <message numerus="yes">
        <source>Copied. The clipboard forgets it in %n second(s).</source>
        <translation>
            <numerusform>Copied. The clipboard forgets it in %n second.</numerusform>
            <numerusform>Copied. The clipboard forgets it in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::overview</name>
    <message numerus="yes">
        <source>%n running order(s)</source>
        <translation>
            <numerusform>%n running order</numerusform>
            <numerusform>%n running orders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) wait for evidence</source>
        <translation>
            <numerusform>%n order wait for evidence</numerusform>
            <numerusform>%n orders wait for evidence</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::shell::LiveState</name>
    <message numerus="yes">
        <source>%n order(s) in doubt</source>
        <translation>
            <numerusform>%n order in doubt</numerusform>
            <numerusform>%n orders in doubt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Offline, next try in %n second(s)</source>
        <translation>
            <numerusform>Offline, next try in %n second</numerusform>
            <numerusform>Offline, next try in %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)/min</source>
        <translation>
            <numerusform>%n request/min</numerusform>
            <numerusform>%n requests/min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::shell::StopCentre</name>
    <message numerus="yes">
        <source>%n thing(s) stopped</source>
        <translation>
            <numerusform>%n thing stopped</numerusform>
            <numerusform>%n things stopped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::supply::ImportDialog</name>
    <message numerus="yes">
        <source>&amp;Import %n change(s)</source>
        <translation>
            <numerusform>&amp;Import %n change</numerusform>
            <numerusform>&amp;Import %n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::supply::MarketView</name>
    <message numerus="yes">
        <source>&amp;Preview import of %n provider(s)…</source>
        <translation>
            <numerusform>&amp;Preview import of %n provider…</numerusform>
            <numerusform>&amp;Preview import of %n providers…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::supply::RepriceDialog</name>
    <message numerus="yes">
        <source>Reprice %n endpoint(s)</source>
        <translation>
            <numerusform>Reprice %n endpoint</numerusform>
            <numerusform>Reprice %n endpoints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stay(s) as it is.</source>
        <translation>
            <numerusform>%n stays as it is.</numerusform>
            <numerusform>%n stay as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Reprice %n endpoint(s)</source>
        <translation>
            <numerusform>&amp;Reprice %n endpoint</numerusform>
            <numerusform>&amp;Reprice %n endpoints</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::supply::SupplyPage</name>
    <message numerus="yes">
        <source>&amp;Reprice %n endpoint(s)…</source>
        <translation>
            <numerusform>&amp;Reprice %n endpoint…</numerusform>
            <numerusform>&amp;Reprice %n endpoints…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repriced %n endpoint(s).</source>
        <translation>
            <numerusform>Repriced %n endpoint.</numerusform>
            <numerusform>Repriced %n endpoints.</numerusform>
        </translation>
    </message>
</context>
</TS>
