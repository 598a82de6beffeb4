// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secret.h"

#include <QTest>

#include <algorithm>
#include <new>
#include <type_traits>

using namespace gotoai;

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, Secret>);

class SecretTest : public QObject
{
    Q_OBJECT

    // Short enough to lie within the object, so that the test may look at the memory after its end.
    static constexpr std::string_view kShort = "k-canary-042";

    static bool isInside(const void* memory, std::size_t size)
    {
        const std::string_view bytes(static_cast<const char*>(memory), size);
        return bytes.find(kShort) != std::string_view::npos;
    }

private Q_SLOTS:
    void leavesNoTraceWhenDestroyed()
    {
        alignas(Secret) std::array<unsigned char, sizeof(Secret)> memory{};
        auto* secret = new (memory.data()) Secret(std::string(kShort));
        QVERIFY(isInside(memory.data(), memory.size()));
        secret->~Secret();
        QVERIFY(!isInside(memory.data(), memory.size()));
    }

    void leavesNoTraceWhenMovedFrom()
    {
        Secret first{std::string(kShort)};
        Secret second(std::move(first));
        QVERIFY(!isInside(&first, sizeof first));
        QCOMPARE(second.reveal(), kShort);

        Secret third;
        third = std::move(second);
        QVERIFY(!isInside(&second, sizeof second));
        QCOMPARE(third.reveal(), kShort);
    }

    void wipesWhatItReplaces()
    {
        Secret secret{std::string(kShort)};
        secret = Secret(std::string("other"));
        QVERIFY(!isInside(&secret, sizeof secret));
        QCOMPARE(secret.reveal(), "other");
    }

    void copiesOnRequest()
    {
        const Secret secret{std::string(100, 'x')};
        const Secret copy = secret.copy();
        QCOMPARE(copy.reveal(), secret.reveal());
        QVERIFY(copy.reveal().data() != secret.reveal().data());
    }

    void wipesMemory()
    {
        std::array<char, 16> bytes{};
        bytes.fill('x');
        wipeMemory(bytes.data(), bytes.size());
        QVERIFY(std::ranges::all_of(bytes, [](char c) { return c == 0; }));
    }
};

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
