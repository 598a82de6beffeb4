// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "client/session.h"
#include "playground/chatsettings.h"
#include "widgets/page.h"

#include <QMenu>

#include <map>
#include <vector>

class QComboBox;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace gotoai::widgets {
class InlineMessage;
class Label;
class SegmentedControl;
} // namespace gotoai::widgets

namespace gotoai::playground {

class Composer;
class EmptyConversation;
class Estimate;
class Inspector;
class KeyChoice;
class Lane;
class SettingsPanel;

class PlaygroundPage : public widgets::Page
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostLanes = 4;
    static constexpr std::size_t kRememberedOrders = 100; // whose words are still here
    static constexpr qsizetype kKeptBytes = 64 * 1024;    // of a conversation, in the settings

    explicit PlaygroundPage(client::Session& session, QWidget* parent = nullptr);
    ~PlaygroundPage() override;

    QString title() const override { return tr("Playground"); }
    void activate() override;
    // "replay:ord_…": asks the same again.
    bool open(const QString& resource) override;
    void save(QSettings& settings) const override;
    void restore(QSettings& settings) override;

    void send();
    void stop();
    void saveTo(const QString& path);
    void loadFrom(const QString& path);

private:
    struct Slot
    {
        Lane* lane;
        Estimate* estimate;
    };
    struct Sent
    {
        QString model;
        Conversation conversation; // its last turn is the question
        ChatSettings settings;
    };

    QWidget* makeLeft();
    QWidget* makeBottom();
    void makeHeader(QLayout& column);
    void makeActions();
    QAction* addAction(const QString& text, const QKeySequence& keys, const std::function<void()>& then);
    Lane& addLane();
    void removeLane(Lane* lane);
    void placeLanes();
    void choose(Lane* lane);
    void compare();
    void startAnew();
    void fillModels();
    void settingsChanged();
    void askEstimates();
    void showEstimate();
    void showPayer();
    void showWhatWasSaid();
    void showRunning();
    void remember(const Lane& lane);
    void replay(const QString& order);
    void replayUnknown(const QString& order);
    void copyAsCurl();
    enum class FileAct { Save, Load };
    void chooseFile(FileAct act);
    QJsonObject toJson() const;
    void fromJson(const QJsonObject& object);

    client::Session& m_session;
    client::Names m_names;
    QComboBox* m_model;
    widgets::SegmentedControl* m_mode;
    QPushButton* m_compare;
    QSplitter* m_splitter;
    QStackedWidget* m_said;
    EmptyConversation* m_empty;
    QSplitter* m_lanes;
    KeyChoice* m_key;
    widgets::InlineMessage* m_message;
    SettingsPanel* m_settings;
    Composer* m_composer;
    QPushButton* m_summary;
    widgets::Label* m_atMost;
    QPushButton* m_stop;
    QPushButton* m_send;
    Inspector* m_inspector;
    QMenu m_more;
    std::vector<Slot> m_slots;
    Lane* m_current = nullptr;
    std::map<QString, Sent> m_sent; // by order
    bool m_isFresh = true;          // nothing was read yet
};

} // namespace gotoai::playground
