// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadirectory.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace gotoai;
using app::DataDirectory;

class DataDirectoryTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    std::string path(const char* name) const { return m_directory.filePath(QString::fromLatin1(name)).toStdString(); }

private Q_SLOTS:
    void isMadeForItsOwnerAlone()
    {
        const auto directory = DataDirectory::acquire(path("state/gotoaid"));
        QVERIFY(directory.has_value());
        const auto permissions = QFile::permissions(QString::fromStdString(directory->path()));
        QCOMPARE(permissions & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther), QFile::Permissions());
    }

    void belongsToOneAtATime()
    {
        {
            const auto first = DataDirectory::acquire(path("shared"));
            QVERIFY(first.has_value());
            QCOMPARE(DataDirectory::acquire(path("shared")).error().code, ErrorCode::Conflict);
        }
        QVERIFY(DataDirectory::acquire(path("shared")).has_value());
    }

    void keepsFilesPrivateAndWhole()
    {
        const auto directory = DataDirectory::acquire(path("files"));
        QVERIFY(directory.has_value());
        QCOMPARE(directory->read("token"), "");
        QVERIFY(directory->writePrivate("token", "first, and longer").has_value());
        QVERIFY(directory->writePrivate("token", "second").has_value());
        QCOMPARE(directory->read("token"), "second");
        const auto permissions = QFile::permissions(QString::fromStdString(directory->file("token")));
        QCOMPARE(permissions & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void whatRootMakesIsItsOwners()
    {
        if (geteuid() != 0)
            QSKIP("needs to be root");
        constexpr uid_t kNobody = 65'534;
        QVERIFY(mkdir(path("theirs").c_str(), 0700) == 0 && chown(path("theirs").c_str(), kNobody, kNobody) == 0);
        const auto directory = DataDirectory::acquire(path("theirs"));
        QVERIFY(directory.has_value());
        QVERIFY(directory->writePrivate("token", "x").has_value());
        for (const char* name : {"theirs/lock", "theirs/token"})
            QCOMPARE(QFileInfo(QString::fromStdString(path(name))).ownerId(), kNobody);
    }

    void findsWhatIsOpenToOthers_data()
    {
        QTest::addColumn<QString>("open");
        QTest::addColumn<QFile::Permissions>("bits");
        QTest::addColumn<QString>("remedy");
        const std::pair<const char*, QFile::Permission> bits[] = {{"group reads", QFile::ReadGroup},
                                                                  {"group writes", QFile::WriteGroup},
                                                                  {"world reads", QFile::ReadOther},
                                                                  {"world writes", QFile::WriteOther}};
        for (const auto& [name, bit] : bits) {
            QTest::addRow("directory: %s", name) << "" << QFile::Permissions(bit) << "chmod 0700 ";
            QTest::addRow("secret: %s", name) << "/secret" << QFile::Permissions(bit) << "chmod 0600 ";
        }
    }
    void findsWhatIsOpenToOthers()
    {
        QFETCH(QString, open);
        QFETCH(QFile::Permissions, bits);
        QFETCH(QString, remedy);
        const QTemporaryDir scratch;
        const auto directory = DataDirectory::acquire(scratch.filePath(QStringLiteral("data")).toStdString());
        QVERIFY(directory && directory->writePrivate("secret", "text"));
        QVERIFY(directory->requirePrivate({"secret", "missing"}));
        const QString path = QString::fromStdString(directory->path()) + open;
        const std::string ending = QString(remedy + path).toStdString();
        QVERIFY(QFile::setPermissions(path, QFile::permissions(path) | bits));
        const auto refused = directory->requirePrivate({"missing", "secret"});
        QVERIFY(!refused && refused.error().code == ErrorCode::BadConfiguration);
        QVERIFY2(refused.error().detail.ends_with(ending), refused.error().detail.c_str());
    }

    void refusesAPlaceThatIsNoDirectory()
    {
        QFile file(QString::fromStdString(path("plain")));
        QVERIFY(file.open(QFile::WriteOnly));
        QCOMPARE(DataDirectory::acquire(path("plain")).error().code, ErrorCode::BadConfiguration);
    }
};

QTEST_GUILESS_MAIN(DataDirectoryTest)
#include "datadirectory_test.moc"
