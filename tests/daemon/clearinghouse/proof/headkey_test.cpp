// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headkey.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class HeadKeyTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string directory() const { return m_folder->path().toStdString(); }
    QString path(std::string_view name) const
    {
        return m_folder->filePath(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    }
    std::string publicPath() const { return path(kHeadPublicFile).toStdString(); }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void isMadeOnceForItsOwnerAlone()
    {
        const auto made = loadOrMakeHeadKey(directory());
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QVERIFY((QFile::permissions(path(kHeadKeyFile)) & (QFile::ReadGroup | QFile::ReadOther)) == 0);
        const auto again = loadOrMakeHeadKey(directory());
        QVERIFY(again);
        QCOMPARE(again->verifyKey().id(), made->verifyKey().id());
        const auto keys = loadHeadPublicKeys(publicPath());
        QVERIFY(keys);
        QCOMPARE(keys->size(), 1U);
        QCOMPARE(keys->front().id(), made->verifyKey().id());
    }

    void aLostKeyHasASuccessorAndItsPublicHalfStays()
    {
        const auto first = loadOrMakeHeadKey(directory());
        QVERIFY(first && QFile::remove(path(kHeadKeyFile)));
        const auto second = loadOrMakeHeadKey(directory());
        QVERIFY(second);
        const auto keys = loadHeadPublicKeys(publicPath());
        QVERIFY(keys);
        QCOMPARE(keys->size(), 2U);
        QCOMPARE(keys->front().id(), first->verifyKey().id());
        QCOMPARE(keys->back().id(), second->verifyKey().id());
    }

    void aLostPublicKeyComesBack()
    {
        const auto made = loadOrMakeHeadKey(directory());
        QVERIFY(made && QFile::remove(path(kHeadPublicFile)));
        QVERIFY(loadHeadPublicKeys(publicPath()).error().code == ErrorCode::NotFound);
        QVERIFY(loadOrMakeHeadKey(directory()));
        QCOMPARE(loadHeadPublicKeys(publicPath())->front().id(), made->verifyKey().id());
    }

    void oneThatOthersMayReadIsRefused()
    {
        QVERIFY(loadOrMakeHeadKey(directory()));
        QVERIFY(QFile::setPermissions(path(kHeadKeyFile), QFile::ReadOwner | QFile::ReadGroup));
        const auto refused = loadOrMakeHeadKey(directory());
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::BadConfiguration);
        QVERIFY(refused.error().detail.find("0600") != std::string::npos);
    }

    void oneThatIsDamagedIsRefused()
    {
        QVERIFY(loadOrMakeHeadKey(directory()));
        QVERIFY(QFile::resize(path(kHeadKeyFile), 40));
        QVERIFY(loadOrMakeHeadKey(directory()).error().code == ErrorCode::BadConfiguration);
    }
};

QTEST_GUILESS_MAIN(HeadKeyTest)
#include "headkey_test.moc"
