// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadirectory.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

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

    void refusesAPlaceThatIsNoDirectory()
    {
        QFile file(QString::fromStdString(path("plain")));
        QVERIFY(file.open(QFile::WriteOnly));
        QCOMPARE(DataDirectory::acquire(path("plain")).error().code, ErrorCode::BadConfiguration);
    }
};

QTEST_GUILESS_MAIN(DataDirectoryTest)
#include "datadirectory_test.moc"
