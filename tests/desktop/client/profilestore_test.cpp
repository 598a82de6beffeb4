// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/profilestore.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai::client;

class ProfileStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesAreReadAsPeopleTypeThem_data();
    void addressesAreReadAsPeopleTypeThem();
    void theGatewayStandsBesideTheAdminApi();
    void profilesSurviveARestart();
    void savingTheSameTellsNobody();
};

void ProfileStoreTest::addressesAreReadAsPeopleTypeThem_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<AddressFault>("fault");
    QTest::addColumn<QString>("url");
    QTest::newRow("a name") << "gateway.acme.example" << AddressFault::None
                            << "https://gateway.acme.example:8788/admin/v1";
    QTest::newRow("this computer") << " 127.0.0.1:9000 " << AddressFault::None << "http://127.0.0.1:9000/admin/v1";
    QTest::newRow("localhost") << "localhost" << AddressFault::None << "http://localhost:8788/admin/v1";
    QTest::newRow("whole") << "https://acme.example/admin/v1/" << AddressFault::None << "https://acme.example/admin/v1";
    QTest::newRow("nothing") << "  " << AddressFault::Empty << "";
    QTest::newRow("in clear to elsewhere") << "http://acme.example" << AddressFault::InClear << "";
    QTest::newRow("a secret in it") << "https://me:secret@acme.example" << AddressFault::NotAnAddress << "";
    QTest::newRow("another protocol") << "ftp://acme.example" << AddressFault::NotAnAddress << "";
    QTest::newRow("no host") << "https://" << AddressFault::NotAnAddress << "";
}

void ProfileStoreTest::addressesAreReadAsPeopleTypeThem()
{
    QFETCH(QString, typed);
    QFETCH(AddressFault, fault);
    QFETCH(QString, url);
    QUrl parsed;
    QCOMPARE(parseAdminUrl(typed, parsed), fault);
    QCOMPARE(parsed.toString(), url);
}

void ProfileStoreTest::theGatewayStandsBesideTheAdminApi()
{
    QCOMPARE(gatewayBeside(QUrl(QStringLiteral("https://acme.example:8788/admin/v1"))),
             QUrl(QStringLiteral("https://acme.example:8787/v1")));
    QCOMPARE(gatewayBeside(QUrl(QStringLiteral("https://acme.example/admin/v1"))),
             QUrl(QStringLiteral("https://acme.example/v1")));
}

void ProfileStoreTest::profilesSurviveARestart()
{
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("console.ini"));
    const Profile production{.id = QStringLiteral("2"),
                             .name = QStringLiteral("Production"),
                             .adminUrl = QUrl(QStringLiteral("https://acme.example:8788/admin/v1")),
                             .gatewayUrl = QUrl(QStringLiteral("https://acme.example:8787/v1")),
                             .email = QStringLiteral("ops@acme.example"),
                             .isProduction = true,
                             .pinnedCertificate = QByteArray("\x01\xff", 2)};
    const Profile local{.id = QStringLiteral("1"),
                        .name = QStringLiteral("Local"),
                        .adminUrl = QUrl(QStringLiteral("http://127.0.0.1:8788/admin/v1"))};
    {
        ProfileStore store(file);
        store.save(production);
        store.save(local);
        store.setLastUsed(production.id);
    }
    ProfileStore store(file);
    QCOMPARE(store.profiles(), (QList<Profile>{local, production}));
    QCOMPARE(store.lastUsed(), production.id);
    store.remove(local.id);
    QCOMPARE(ProfileStore(file).profiles(), QList<Profile>{production});
}

void ProfileStoreTest::savingTheSameTellsNobody()
{
    const QTemporaryDir directory;
    ProfileStore store(directory.filePath(QStringLiteral("console.ini")));
    QSignalSpy changed(&store, &ProfileStore::changed);
    Profile profile{.id = QStringLiteral("1"), .adminUrl = QUrl(QStringLiteral("http://127.0.0.1/admin/v1"))};
    store.save(profile);
    store.save(profile);
    QCOMPARE(changed.count(), 1);
    profile.isProduction = true;
    store.save(profile);
    QCOMPARE(changed.count(), 2);
}

QTEST_GUILESS_MAIN(ProfileStoreTest)
#include "profilestore_test.moc"
