// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/modellist.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::gateway;

class ModelListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheList()
    {
        QCOMPARE(modelListText({}), R"({"object":"list","data":[]})");
        const hypercore::ServedModel model{.id = "a/b", .owner = "p", .since = fromMicroseconds(5'999'999)};
        QCOMPARE(modelListText({model, model}),
                 R"({"object":"list","data":[{"id":"a/b","object":"model","created":5,"owned_by":"p"},)"
                 R"({"id":"a/b","object":"model","created":5,"owned_by":"p"}]})");
    }

    void decodesIds_data()
    {
        QTest::addColumn<QString>("encoded");
        QTest::addColumn<QString>("id");
        const auto row = [](const char* encoded, const char* id) {
            QTest::newRow(encoded) << QString::fromLatin1(encoded) << QString::fromLatin1(id);
        };
        row("a/b", "a/b");
        row("a%2Fb", "a/b");
        row("a%2fb%3A1", "a/b:1");
        row("100%", "100%");
        row("%zz", "%zz");
        row("%4", "%4");
        row("%41", "A");
    }
    void decodesIds()
    {
        QFETCH(QString, encoded);
        QFETCH(QString, id);
        QCOMPARE(decodedModelId(encoded.toStdString()), id.toStdString());
    }
};

QTEST_GUILESS_MAIN(ModelListTest)
#include "modellist_test.moc"
