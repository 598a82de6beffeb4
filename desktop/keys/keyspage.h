// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "keys/keyreading.h"
#include "widgets/page.h"

#include <functional>
#include <memory>
#include <vector>

class QAction;

namespace gotoai::widgets {
class CellTable;
class FormDialog;
class InlineMessage;
class SearchField;
class SegmentedControl;
class StateView;
class Table;
class TypedConfirmation;
} // namespace gotoai::widgets

namespace gotoai::keys {

class BudgetChangeDialog;
class RotateDialog;
class KeyDetail;
class KeyDialog;

class KeysPage : public widgets::Page
{
    Q_OBJECT

public:
    explicit KeysPage(client::Session& session, QWidget* parent = nullptr);

    QString title() const override { return tr("Keys"); }
    void activate() override;
    void deactivate() override { m_isShown = false; }
    bool open(const QString& resource) override;
    std::optional<widgets::StopTarget> stopTarget() const override;
    void save(QSettings& settings) const override;
    void restore(QSettings& settings) override;

private:
    void makeActions();
    QWidget* makeContent();
    QAction* addAct(const QString& text, const QKeySequence& keys, void (KeysPage::*act)());
    void listKeys();
    void showDetail();
    void judge();

    void makeKey();
    void create(KeyDialog* dialog);
    void addBudgetTo(const protocol::Key& key, protocol::BudgetDraft budget, const std::function<void()>& then);
    void showSecret(const protocol::CreatedKey& made);
    void changeKey();
    void rotateKey();
    void renew(RotateDialog* dialog, const protocol::Key& old);
    void readBudgetsOf(const protocol::Key& key, RotateDialog* dialog,
                       const std::function<void(const std::vector<protocol::BudgetDraft>&)>& then);
    void succeed(RotateDialog* dialog, const protocol::Key& old, const protocol::Key& now,
                 const std::vector<protocol::BudgetDraft>& budgets);
    void carryBudgets(const std::shared_ptr<protocol::CreatedKey>& made, std::vector<protocol::BudgetDraft> left);
    void endOldKey(const protocol::Key& old, Instant end);
    void meetEnd(const protocol::Key& old, const protocol::Key& now, Instant end);
    void stopOrRelease();
    void revokeKey();
    void revoke(widgets::TypedConfirmation* dialog, const protocol::Key& key);
    void addBudget();
    void changeBudget();
    void removeBudget(BudgetChangeDialog* dialog, const QString& path);
    void copyId();
    void fail(widgets::FormDialog* dialog, const client::Failure& failure);
    QString snippetModel(const protocol::Key& key) const;

    client::Session& m_session;
    KeyReading m_reading;
    widgets::CellTable* m_rows;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    widgets::SearchField* m_filter;
    widgets::SegmentedControl* m_which;
    widgets::InlineMessage* m_message;
    KeyDetail* m_detail;
    QAction* m_new;
    QAction* m_change;
    QAction* m_rotate;
    QAction* m_stop;
    QAction* m_revoke;
    QAction* m_budget;
    QAction* m_changeBudget;
    QAction* m_copyId;
    std::optional<KeyFacts> m_current;
    bool m_isShown = false;
};

} // namespace gotoai::keys
