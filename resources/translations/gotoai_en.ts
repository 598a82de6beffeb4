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
    <name>gotoai::billing::ReconcileDialog</name>
    <message numerus="yes">
        <source>the last %n day(s)</source>
        <translation>
            <numerusform>the last day</numerusform>
            <numerusform>the last %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::billing::ReconcileView</name>
    <message numerus="yes">
        <source>%1 holds %Ln row(s) now, %2 altogether.</source>
        <translation>
            <numerusform>%1 holds %Ln row now, %2 altogether.</numerusform>
            <numerusform>%1 holds %Ln rows now, %2 altogether.</numerusform>
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
            <numerusform>%n order waits for evidence</numerusform>
            <numerusform>%n orders wait for evidence</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::playground::ChatSettings</name>
    <message numerus="yes">
        <source>max %n tokens</source>
        <translation>
            <numerusform>max %n token</numerusform>
            <numerusform>max %n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::playground::Composer</name>
    <message numerus="yes">
        <source>No more than %n pictures go along with a message.</source>
        <translation>
            <numerusform>No more than %n picture goes along with a message.</numerusform>
            <numerusform>No more than %n pictures go along with a message.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gotoai::requests::RequestsPage</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln order(s) are written…</source>
        <translation>
            <numerusform>%Ln order is written…</numerusform>
            <numerusform>%Ln orders are written…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln order(s) are in %1.</source>
        <translation>
            <numerusform>%Ln order is in %1.</numerusform>
            <numerusform>%Ln orders are in %1.</numerusform>
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
<context>
    <name>gotoai::widgets::OrderTimeline</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
