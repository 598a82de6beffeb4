// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/trustfile.h"

#include "support/certificates.h"

#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class TrustFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsCertificatesAndNothingBroken_data();
    void holdsCertificatesAndNothingBroken();
    void mustBeThere();
};

void TrustFileTest::holdsCertificatesAndNothingBroken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isGood");
    const test::TestAuthority authority;
    const auto certificate = QByteArray::fromStdString(authority.certificate());
    QTest::newRow("one") << certificate << true;
    QTest::newRow("two with comments") << "# ours\n" + certificate + "# theirs\n" + certificate << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("no PEM") << QByteArray("certificate") << false;
    QTest::newRow("a key") << QByteArray::fromStdString(authority.issue().key) << false;
    QTest::newRow("the second is cut") << certificate + certificate.chopped(40) << false;
}

void TrustFileTest::holdsCertificatesAndNothingBroken()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isGood);
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("ca.pem")).toStdString();
    test::writeFile(path, text.toStdString());
    const auto checked = checkTrustFile(path);
    QCOMPARE(checked.has_value(), isGood);
    if (!isGood)
        QCOMPARE(checked.error().code, ErrorCode::BadConfiguration);
}

void TrustFileTest::mustBeThere()
{
    QCOMPARE(checkTrustFile("/nonexistent/ca.pem").error().detail,
             std::string("/nonexistent/ca.pem cannot be read: No such file or directory"));
}

QTEST_APPLESS_MAIN(TrustFileTest)
#include "trustfile_test.moc"
