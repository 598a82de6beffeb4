// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/envelope.h"

#include "crypto/sha256.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace gotoai;

class EnvelopeTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    std::string path(const char* name) const { return m_directory.filePath(QString::fromLatin1(name)).toStdString(); }
    crypto::MasterKey masterKey(const char* name) const { return *crypto::MasterKey::loadOrCreate(path(name)); }

private Q_SLOTS:
    void opensWhatWasSealed()
    {
        const auto master = masterKey("master");
        const auto envelope = crypto::seal(master, Secret("sk-canary-1234"), "providers/secret/prov_1/1");
        const auto opened = crypto::open(master, envelope, "providers/secret/prov_1/1");
        QVERIFY(opened.has_value());
        QCOMPARE(opened->reveal(), "sk-canary-1234");
        const std::string_view canary = "canary";
        QVERIFY(std::search(envelope.begin(), envelope.end(), canary.begin(), canary.end()) == envelope.end());
    }

    void sealsTheSameSecretDifferently()
    {
        const auto master = masterKey("master");
        QVERIFY(crypto::seal(master, Secret("x"), "a") != crypto::seal(master, Secret("x"), "a"));
    }

    void keepsAnEmptySecret()
    {
        const auto master = masterKey("master");
        QVERIFY(crypto::open(master, crypto::seal(master, Secret(), "a"), "a")->isEmpty());
    }

    void refusesAMovedEnvelope()
    {
        const auto master = masterKey("master");
        const auto envelope = crypto::seal(master, Secret("x"), "row 1");
        QCOMPARE(crypto::open(master, envelope, "row 2").error().code, ErrorCode::Corrupt);
    }

    void refusesAnotherMasterKey()
    {
        const auto envelope = crypto::seal(masterKey("master"), Secret("x"), "a");
        QVERIFY(!crypto::open(masterKey("other"), envelope, "a"));
    }

    void refusesEveryChangedByte()
    {
        const auto master = masterKey("master");
        const auto envelope = crypto::seal(master, Secret("x"), "a");
        for (std::size_t i = 0; i < envelope.size(); ++i) {
            auto changed = envelope;
            changed[i] ^= 1;
            QVERIFY2(!crypto::open(master, changed, "a"), qPrintable(QString::number(i)));
            QVERIFY(!crypto::open(master, std::span(envelope).first(i), "a"));
        }
    }

    void keepsTheKeyFileToItself()
    {
        const auto first = masterKey("kept");
        const auto again = masterKey("kept");
        QVERIFY(std::ranges::equal(first.bytes(), again.bytes()));
        const QFile file(QString::fromStdString(path("kept")));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void refusesAnOpenOrShortKeyFile()
    {
        masterKey("open");
        QVERIFY(QFile::setPermissions(QString::fromStdString(path("open")),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QCOMPARE(crypto::MasterKey::loadOrCreate(path("open")).error().code, ErrorCode::BadConfiguration);

        QFile shortFile(QString::fromStdString(path("short")));
        QVERIFY(shortFile.open(QFile::WriteOnly));
        shortFile.write("short");
        shortFile.close();
        QVERIFY(QFile::setPermissions(shortFile.fileName(), QFile::ReadOwner));
        QCOMPARE(crypto::MasterKey::loadOrCreate(path("short")).error().code, ErrorCode::BadConfiguration);
    }
};

QTEST_GUILESS_MAIN(EnvelopeTest)
#include "envelope_test.moc"
